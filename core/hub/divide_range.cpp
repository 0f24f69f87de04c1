#include <algorithm>

#include "hub/close_step.hpp"

namespace obolus::hub {

namespace {

/// Rows that are read together: of the last ones some are read in vain.
constexpr std::int64_t givers_at_once = 250;

/// The next givers whose flattrs together stay within flattrs_max; always at least one.
std::vector<store::ClosingGiver> next_givers(store::Connection& connection, const Rules& rules,
                                             const store::StoredMonth& month, const CloseMonth& limits) {
    std::vector<store::ClosingGiver> givers;
    base::MemberId last = month.last_giver;
    const base::MemberId behind = store::giver_behind(connection, month.month, last, limits.flattrs_max);
    while (std::ssize(givers) < limits.givers_max) {
        const std::int64_t most = std::min(givers_at_once, limits.givers_max - std::ssize(givers));
        const auto some = store::givers_after(connection, month.month, rules.currency, last, most);
        for (const store::ClosingGiver& giver : some) {
            if (!givers.empty() && behind && giver.giver >= behind) return givers;
            givers.push_back(giver);
        }
        if (std::ssize(some) < most) return givers;
        last = some.back().giver;
    }
    return givers;
}

/// Hands a giver's shares over to phase two, each to its recipient's group. `n` is the place that the giver's transfer
/// will have in its txn.
void sort_shares(DividedRange& range, const giving::GiverClose& close, std::int32_t n) {
    for (std::size_t i = 0; i < close.lines.size(); ++i) {
        if (close.lines[i].amount_micro == 0) continue;
        giving::Share share{close.lines[i], close.fees[i]};
        share.line.origin = {0, n, static_cast<std::int32_t>(i)};
        range.runs[static_cast<std::size_t>(share.line.identity.value % range.buckets)].add(share);
        ++range.shares;
    }
}

}  // namespace

DividedRange divide_range(store::Connection& connection, const Rules& rules, const store::StoredMonth& month,
                          const CloseMonth& limits) {
    DividedRange range{month.last_giver, month.buckets};
    std::vector<store::ClosingGiver> givers = next_givers(connection, rules, month, limits);
    if (givers.empty()) return range;
    const store::GiverRange asked{month.month, month.last_giver, givers.back().giver};
    range.exclusions = store::exclusions_of(connection, asked);
    range.runs.resize(static_cast<std::size_t>(range.buckets));
    range.givers.reserve(givers.size());

    std::int32_t n = 0;
    std::vector<giving::CountedFlattr> flattrs;
    const auto close_next = [&] {
        DividedGiver divided{givers[range.givers.size()]};
        giving::GiverClose close = giving::close_giver(month.month, divided.giver.giver, divided.reserved(), flattrs);
        divided.outcome = close.outcome;
        divided.flattrs = std::ssize(flattrs);
        divided.dropped = close.dropped;
        if (close.outcome != giving::Outcome::lapsed) ++n;
        if (close.outcome == giving::Outcome::divided) {
            sort_shares(range, close, n);
            divided.packed.emplace(close.lines);
        }
        range.givers.push_back(std::move(divided));
        flattrs.clear();
    };
    store::each_counted(connection, asked, range.exclusions,
                        [&](base::MemberId giver, const giving::CountedFlattr& flattr) {
                            while (range.givers.size() < givers.size() && givers[range.givers.size()].giver != giver)
                                close_next();
                            if (range.givers.size() == givers.size())
                                disagree(month.month, "somebody has flattrs who is not among its givers");
                            flattrs.push_back(flattr);
                        });
    while (range.givers.size() < givers.size())
        close_next();
    return range;
}

bool still_holds(store::Connection& connection, const DividedRange& range, const store::StoredMonth& month,
                 const std::vector<store::ClosingGiver>& givers) {
    if (range.after != month.last_giver || range.buckets != month.buckets) return false;
    if (range.givers.size() != givers.size()) return false;
    for (std::size_t i = 0; i < givers.size(); ++i)
        if (range.givers[i].giver.giver != givers[i].giver ||
            range.givers[i].reserved() != givers[i].budget.available())
            return false;
    if (givers.empty()) return true;
    return store::exclusions_of(connection, {month.month, range.after, givers.back().giver}) == range.exclusions;
}

}  // namespace obolus::hub
