#include "hub/close_month.hpp"

#include <algorithm>
#include <stdexcept>

#include "hub/close_step.hpp"
#include "hub/decide_each.hpp"
#include "hub/month_cut.hpp"
#include "hub/month_status.hpp"

namespace obolus::hub {

namespace {

/// Between two steps; more was a pause, and says nothing about how long the rest will take.
constexpr std::chrono::seconds pause{5};

void count_time(const store::Transaction& transaction, store::StoredMonth& month) {
    // Nothing is known of the time that an earlier version took.
    const bool taken_over = month.buckets == 0;
    const auto passed = taken_over ? std::chrono::microseconds{0}
                                   : std::min<std::chrono::microseconds>(transaction.now() - month.stepped_at, pause);
    month.busy_us += passed.count();
    month.stepped_at = transaction.now();
}

base::Result<MonthStatus> close_one(store::Transaction& transaction, const Rules& rules, const CloseMonth& command) {
    if (command.month >= running_month(transaction, rules)) return Refusal::month_still_running;
    auto month = store::read_month(transaction.connection(), command.month);
    if (!month) return Refusal::month_unknown;
    if (month->phase != phase_closed) {
        CloseStep step{transaction, rules, command, *month, store::open_book(transaction)};
        if (month->phase < phase_dividing)
            begin_dividing(step);
        else
            count_time(transaction, *month);
        if (month->buckets <= 0) {
            adopt(step);
        } else {
            BOOST_OUTCOME_TRYV(month->phase == phase_dividing ? divide(step) : pay(step));
        }
        store::save(transaction, step.book);
        store::update_month(transaction, *month);
    }
    return status_of(transaction.connection(), rules, *month);
}

}  // namespace

void disagree(base::Month month, const std::string& what) {
    throw std::runtime_error("the close of " + base::to_string(month) + ": " + what +
                             "; run `obolus audit`, which names what was changed");
}

std::vector<base::Result<MonthStatus>> close_month(store::Transaction& transaction, const Rules& rules,
                                                   std::span<const CloseMonth> commands) {
    return decide_each<MonthStatus>(transaction, nullptr, commands,
                                    [&](const CloseMonth& command) { return close_one(transaction, rules, command); });
}

}  // namespace obolus::hub
