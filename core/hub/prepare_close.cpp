#include "hub/prepare_close.hpp"

#include "hub/close_step.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

namespace {

/// The month as `after` leaves it, as far as the next step goes by it.
void advance(store::StoredMonth& month, const PreparedStep& after) {
    month.givers_closed = after.givers_closed;
    month.shares_paid = after.shares_paid;
    if (after.phase == phase_dividing)
        month.last_giver = after.range.givers.back().giver.giver;
    else
        month.paying = after.shares.to;
}

bool is_last(const PreparedStep& step) {
    return step.phase == phase_dividing ? step.range.givers.empty() : step.shares.portions.empty();
}

}  // namespace

base::Result<std::shared_ptr<const PreparedStep>> prepare_close(store::Snapshot& snapshot, const Rules& rules,
                                                                const PrepareClose& question) {
    const std::shared_ptr<const PreparedStep> nothing;
    store::Connection& connection = snapshot.connection();
    auto month = store::read_month(connection, question.step.month);
    if (!month || month->buckets <= 0) return nothing;
    if (month->phase != phase_dividing && month->phase != phase_paying) return nothing;
    if (question.after != nullptr) {
        if (is_last(*question.after) || question.after->phase != month->phase) return nothing;
        advance(*month, *question.after);
    }
    auto prepared = std::make_shared<PreparedStep>();
    prepared->month = month->month;
    prepared->phase = month->phase;
    prepared->givers_closed = month->givers_closed;
    prepared->shares_paid = month->shares_paid;
    if (month->phase == phase_dividing) {
        prepared->range = divide_range(connection, rules, *month, question.step);
        prepared->givers_closed += std::ssize(prepared->range.givers);
    } else {
        const Portions none;
        const Portions& rest = question.after != nullptr ? question.after->shares.rest : none;
        prepared->shares = gather_shares(connection, *month, question.step, rest);
        for (const auto& portion : prepared->shares.portions)
            prepared->shares_paid += std::ssize(portion->lines);
    }
    return std::shared_ptr<const PreparedStep>(std::move(prepared));
}

bool has_come_to(const MonthStatus& status, const PreparedStep& step) {
    return status.givers_closed == step.givers_closed && status.shares_paid == step.shares_paid;
}

}  // namespace obolus::hub
