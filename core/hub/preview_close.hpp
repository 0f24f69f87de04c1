// What closing a month would do, without doing it: the same decisions as close_month's, over what is there now. For the
// operator, who sees sums and numbers but no names (rule 25). A month that still runs is previewed as if it ended now.
#pragma once

#include "hub/close_month.hpp"

namespace obolus::hub {

struct PreviewClose {
    base::Month month;
};
struct ClosePreview {
    MonthStatus status;                ///< what is done already counts no more below
    std::int64_t givers_divided = 0;   ///< whose budget would be divided
    std::int64_t givers_lapsed = 0;    ///< with nothing reserved: their flattrs lapse (rule 4)
    std::int64_t givers_returned = 0;  ///< whose budget returns to the wallet: no flattr counts
    std::int64_t flattrs_divided = 0;
    std::int64_t flattrs_lapsed = 0;
    std::int64_t flattrs_own = 0;  ///< of one's own, linked meanwhile: dropped, the others share (rule 11)
    money::Amount divided = money::Amount::zero(money::euro());
    money::Amount returned = money::Amount::zero(money::euro());
    std::int64_t recipients = 0;          ///< identities that would get something
    std::int64_t recipients_members = 0;  ///< of these, linked ones: revenue at once
    money::Amount to_members = money::Amount::zero(money::euro());
    money::Amount to_escrow = money::Amount::zero(money::euro());
};
/// Refusal: month_unknown (nothing happened in it).
base::Result<ClosePreview> preview_close(store::Snapshot&, const Rules&, const PreviewClose&);

}  // namespace obolus::hub
