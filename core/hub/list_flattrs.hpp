// A giver's flattrs of the running month that count, latest first, page by page.
#pragma once

#include "hub/dashboard.hpp"

namespace obolus::hub {

struct ListFlattrs {
    base::MemberId giver;
    std::int64_t after = 0;  ///< the last one's FlattrView::number of the page before; 0: from the latest
    std::int64_t count_max = 50;
};
struct FlattrList {
    base::Month month;
    base::Time month_ends_at;
    std::int64_t count = 0;  ///< all of them
    std::vector<FlattrView> flattrs;
};
/// Refusal: cursor_malformed when `after` is no flattr of theirs in this month: the month has ended since.
base::Result<FlattrList> list_flattrs(store::Snapshot&, const Rules&, const ListFlattrs&);

}  // namespace obolus::hub
