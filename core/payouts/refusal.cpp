#include "payouts/refusal.hpp"

#include <array>

namespace obolus::payouts {

namespace {
constexpr std::array<std::string_view, 7> refusal_names{
    "destination_malformed", "not_reciprocal",      "payout_unknown",  "answer_contradicts",
    "top_up_unknown",        "top_up_charged_back", "month_is_closing"};
const base::NamedCategory category{"payouts", refusal_names};
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

}  // namespace obolus::payouts
