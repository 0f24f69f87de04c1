namespace {
struct Hang {
    Hang() {
        for (;;)
            asm volatile("");
    }
} hang;
}  // namespace
