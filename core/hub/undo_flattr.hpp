// A flattr taken back before the month's cut: a state of the flattr, no journal row (rule 7). What the month has
// reserved stays reserved; flattring the same thing again is allowed.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct UndoFlattr {
    base::MemberId giver;
    std::string id;  ///< as on the receipt: "demo/f/2026-11.17.42"
};
struct UndoReceipt {
    base::Month month;
    std::int64_t flattrs = 0;  ///< of the giver that still count in this month
    bool repeated = false;     ///< it was undone before
};
/// Refusals: account_needed, giving::Refusal::flattr_unknown (also somebody else's), giving::Refusal::month_is_cut.
std::vector<base::Result<UndoReceipt>> undo_flattr(store::Transaction&, const Rules&, std::span<const UndoFlattr>);

}  // namespace obolus::hub
