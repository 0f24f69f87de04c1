#include "hub/preview_close.hpp"

#include <algorithm>
#include <unordered_map>

#include "giving/close.hpp"
#include "hub/month_cut.hpp"
#include "hub/month_status.hpp"
#include "store/close_rows.hpp"
#include "store/month_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::int64_t rows_at_once = 1'000;

/// Sums in micro-units, until they become amounts.
struct Sums {
    std::int64_t divided = 0;
    std::int64_t returned = 0;
    std::unordered_map<base::IdentityId, std::int64_t> of_recipient;
};

/// The month as the books have it; a month that was never cut begins at its beginning.
base::Result<store::StoredMonth> find_month(store::Snapshot& snapshot, const Rules& rules, base::Month wanted) {
    if (auto cut = store::read_month(snapshot.connection(), wanted)) return *cut;
    store::StoredMonth running = uncut_month(snapshot, wanted);
    running.phase = static_cast<int>(MonthPhase::running);
    if (wanted == running_month(snapshot, rules)) return running;
    // It has ended, but no commit has recorded the cut yet.
    if (wanted.index != 0 && wanted == snapshot.head().month) return running;
    return Refusal::month_unknown;
}

void preview_giver(base::Month month, base::MemberId giver, std::int64_t reserved,
                   std::span<const giving::CountedFlattr> flattrs, ClosePreview& preview, Sums& sums) {
    const giving::GiverClose close = giving::close_giver(month, giver, reserved, flattrs);
    preview.flattrs_own += close.dropped;
    switch (close.outcome) {
        case giving::Outcome::divided:
            ++preview.givers_divided;
            preview.flattrs_divided += std::ssize(close.lines);
            sums.divided += reserved;
            for (const ledger::Line& line : close.lines)
                if (line.amount_micro > 0) sums.of_recipient[line.identity] += line.amount_micro;
            break;
        case giving::Outcome::returned:
            ++preview.givers_returned;
            sums.returned += reserved;
            break;
        case giving::Outcome::lapsed:
            if (flattrs.empty()) break;
            ++preview.givers_lapsed;
            preview.flattrs_lapsed += std::ssize(flattrs);
            break;
    }
}

/// A range of givers.
void preview_range(store::Connection& connection, base::Month month, base::MemberId after,
                   std::span<const store::ClosingGiver> givers, ClosePreview& preview, Sums& sums) {
    std::unordered_map<base::MemberId, std::vector<giving::CountedFlattr>> flattrs;
    const store::GiverRange range{month, after, givers.back().giver};
    store::each_counted(
        connection, range, store::exclusions_of(connection, range),
        [&](base::MemberId giver, const giving::CountedFlattr& flattr) { flattrs[giver].push_back(flattr); });
    for (const store::ClosingGiver& each : givers)
        preview_giver(month, each.giver, each.budget.available(), flattrs[each.giver], preview, sums);
}

/// Whoever has shares in the givers' transfers so far and was not paid yet.
void add_unpaid(store::Connection& connection, const store::StoredMonth& month, Sums& sums) {
    const store::PayCursor& at = month.paying;
    for (std::int64_t bucket = at.bucket; bucket < month.buckets; ++bucket)
        for (const store::StoredRun& run : store::read_runs(connection, month.month, bucket, 1, month.parts)) {
            std::int64_t paid_here = run.part == at.open_part ? at.open_shares : 0;
            const auto is_paid = [&](base::IdentityId identity) {
                if (bucket != at.bucket) return false;
                if (identity == at.open_identity) return run.part < at.open_part || paid_here-- > 0;
                return identity <= at.last_identity;
            };
            // What doesn't read is the close's to complain about.
            giving::read_run(run.run, run.seq, [&](const giving::Share& share) {
                if (!is_paid(share.line.identity)) sums.of_recipient[share.line.identity] += share.line.amount_micro;
            });
        }
}

/// Who of the recipients is a member by now.
void add_recipients(store::Connection& connection, const Rules& rules, const Sums& sums, ClosePreview& preview) {
    std::vector<base::IdentityId> identities;
    identities.reserve(sums.of_recipient.size());
    for (const auto& [identity, amount] : sums.of_recipient)
        identities.push_back(identity);
    std::ranges::sort(identities);
    std::int64_t to_members = 0;
    std::int64_t to_escrow = 0;
    for (std::span<const base::IdentityId> rest(identities); !rest.empty();) {
        const auto some = rest.first(std::min<std::size_t>(rest.size(), rows_at_once));
        const std::vector<store::Owner> owners = store::owners_of(connection, some);
        for (std::size_t i = 0; i < some.size(); ++i) {
            const bool linked = static_cast<bool>(owners[i].member);
            preview.recipients_members += linked ? 1 : 0;
            (linked ? to_members : to_escrow) += sums.of_recipient.at(some[i]);
        }
        rest = rest.subspan(some.size());
    }
    preview.recipients = std::ssize(identities);
    preview.to_members = money::Amount::from_micro(to_members, rules.currency).value();
    preview.to_escrow = money::Amount::from_micro(to_escrow, rules.currency).value();
}

}  // namespace

base::Result<ClosePreview> preview_close(store::Snapshot& snapshot, const Rules& rules, const PreviewClose& question) {
    store::Connection& connection = snapshot.connection();
    BOOST_OUTCOME_TRY(const auto month, find_month(snapshot, rules, question.month));
    ClosePreview preview;
    preview.status = status_of(connection, rules, month);
    Sums sums;
    base::MemberId last = month.last_giver;
    while (month.phase < static_cast<int>(MonthPhase::paying)) {
        const auto givers = store::givers_after(connection, month.month, rules.currency, last, rows_at_once);
        if (givers.empty()) break;
        preview_range(connection, month.month, last, givers, preview, sums);
        last = givers.back().giver;
    }
    add_unpaid(connection, month, sums);
    BOOST_OUTCOME_TRY(preview.divided, money::Amount::from_micro(sums.divided, rules.currency));
    BOOST_OUTCOME_TRY(preview.returned, money::Amount::from_micro(sums.returned, rules.currency));
    add_recipients(connection, rules, sums, preview);
    return preview;
}

}  // namespace obolus::hub
