#include "hub/preview_close.hpp"

#include <algorithm>
#include <map>

#include "giving/close.hpp"
#include "hub/month_cut.hpp"
#include "hub/month_status.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/month_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::int64_t rows_at_once = 1'000;

/// Sums in micro-units, until they become amounts.
struct Sums {
    std::int64_t divided = 0;
    std::int64_t returned = 0;
    std::map<base::IdentityId, std::int64_t> of_recipient;
};

/// The month as the books have it; a month that was never cut begins at its beginning.
base::Result<store::StoredMonth> find_month(store::Snapshot& snapshot, const Rules& rules, base::Month wanted) {
    if (auto cut = store::read_month(snapshot.connection(), wanted)) return *cut;
    store::StoredMonth running;
    running.month = wanted;
    running.phase = static_cast<int>(MonthPhase::running);
    if (wanted == running_month(snapshot, rules)) return running;
    // It has ended, but no commit has recorded the cut yet.
    if (wanted.index != 0 && wanted == snapshot.head().month) return running;
    return Refusal::month_unknown;
}

void preview_giver(store::Connection& connection, const Rules& rules, base::Month month, base::MemberId giver,
                   ClosePreview& preview, Sums& sums) {
    const auto flattrs = store::counted_flattrs(connection, month, giver);
    const auto budget = store::read_account(connection, ledger::budget_of(giver, month, rules.currency));
    const std::int64_t reserved = budget.available();
    const giving::GiverClose close = giving::close_giver(month, giver, reserved, flattrs);
    preview.flattrs_own += close.dropped;
    switch (close.outcome) {
        case giving::Outcome::divided:
            ++preview.givers_divided;
            preview.flattrs_divided += static_cast<std::int64_t>(close.lines.size());
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
            preview.flattrs_lapsed += static_cast<std::int64_t>(flattrs.size());
            break;
    }
}

/// Who has shares in the givers' transfers so far and was not paid yet.
void add_unpaid(store::Connection& connection, const store::StoredMonth& month, Sums& sums) {
    base::IdentityId last = month.last_identity;
    while (true) {
        const auto recipients = store::recipients_after(connection, month.month, last, rows_at_once);
        if (recipients.empty()) return;
        for (const store::MonthRecipient& recipient : recipients)
            sums.of_recipient[recipient.identity] += recipient.amount_micro;
        last = recipients.back().identity;
    }
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
        const auto givers = store::givers_after(connection, month.month, last, rows_at_once);
        if (givers.empty()) break;
        for (const base::MemberId giver : givers)
            preview_giver(connection, rules, month.month, giver, preview, sums);
        last = givers.back();
    }
    add_unpaid(connection, month, sums);

    std::int64_t to_members = 0;
    std::int64_t to_escrow = 0;
    for (const auto& [identity, amount] : sums.of_recipient) {
        const bool linked = static_cast<bool>(store::member_of(connection, identity));
        preview.recipients_members += linked ? 1 : 0;
        (linked ? to_members : to_escrow) += amount;
    }
    preview.recipients = static_cast<std::int64_t>(sums.of_recipient.size());
    BOOST_OUTCOME_TRY(preview.divided, money::Amount::from_micro(sums.divided, rules.currency));
    BOOST_OUTCOME_TRY(preview.returned, money::Amount::from_micro(sums.returned, rules.currency));
    BOOST_OUTCOME_TRY(preview.to_members, money::Amount::from_micro(to_members, rules.currency));
    BOOST_OUTCOME_TRY(preview.to_escrow, money::Amount::from_micro(to_escrow, rules.currency));
    return preview;
}

}  // namespace obolus::hub
