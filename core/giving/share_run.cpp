#include "giving/share_run.hpp"

#include <array>

namespace obolus::giving {

namespace {

constexpr char zero = '0';
constexpr std::uint64_t digit_mask = 31;
constexpr std::uint64_t more = 32;

/// Small numbers of either sign become small numbers.
constexpr std::int64_t fold(std::int64_t number) noexcept { return number < 0 ? -2 * number - 1 : 2 * number; }
constexpr std::int64_t unfold(std::int64_t number) noexcept { return number % 2 == 1 ? -(number / 2) - 1 : number / 2; }

/// Reads one number; false when there is none.
bool take(const char*& at, const char* end, std::int64_t& number) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at != end && shift < 60; shift += 5) {
        const auto digit = static_cast<std::uint64_t>(static_cast<unsigned char>(*at++) - zero);
        if (digit >= 2 * more) return false;
        value |= (digit & digit_mask) << shift;
        if (digit < more) {
            number = static_cast<std::int64_t>(value);
            return true;
        }
    }
    return false;
}

}  // namespace

void ShareRun::put(std::int64_t number) {
    char digits[16];
    char* at = digits;
    auto left = static_cast<std::uint64_t>(number);
    for (; left > digit_mask; left >>= 5)
        *at++ = static_cast<char>(static_cast<std::uint64_t>(zero) + (left & digit_mask) + more);
    *at++ = static_cast<char>(static_cast<std::uint64_t>(zero) + left);
    text_.append(digits, at);
}

void ShareRun::add(const Share& share) {
    const ledger::Line& line = share.line;
    put(line.giver.value - giver_);
    put(line.origin.n - n_);
    put(line.origin.line);
    put(line.thing.value);
    put(fold(line.identity.value - line.thing.value));
    put(line.amount_micro);
    put(share.fee_micro);
    giver_ = line.giver.value;
    n_ = line.origin.n;
    ++shares_;
    amount_micro_ += line.amount_micro;
}

bool read_run(std::string_view text, std::int64_t seq, const std::function<void(const Share&)>& visit) {
    const char* at = text.data();
    const char* const end = at + text.size();
    Share share;
    share.line.origin.seq = seq;
    while (at != end) {
        std::array<std::int64_t, 7> numbers{};
        for (std::int64_t& number : numbers)
            if (!take(at, end, number)) return false;
        ledger::Line& line = share.line;
        line.giver.value += numbers[0];
        line.origin.n += static_cast<std::int32_t>(numbers[1]);
        line.origin.line = static_cast<std::int32_t>(numbers[2]);
        line.thing.value = numbers[3];
        line.identity.value = numbers[3] + unfold(numbers[4]);
        line.amount_micro = numbers[5];
        share.fee_micro = numbers[6];
        visit(share);
    }
    return true;
}

}  // namespace obolus::giving
