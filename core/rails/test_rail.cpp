#include "base/crypto.hpp"
#include "rails/rail.hpp"

namespace obolus::rails {

namespace {
constexpr std::size_t reference_length = 12;
}

Said ask_test_rail(const Instruction& instruction) {
    const std::string reference =
        "test-" + base::to_hex(base::sha256(instruction.payout_id)).substr(0, reference_length);
    if (instruction.destination == "test:fail")
        return {payouts::Answer::failed, reference, "the destination test:fail always fails"};
    if (instruction.attempts < payouts::unknown_answers(instruction.destination)) return {};
    return {payouts::Answer::settled, reference, ""};
}

}  // namespace obolus::rails
