#include "hub/close_month.hpp"
#include "hub/month_cut.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

std::vector<base::Result<base::Month>> end_month_early(store::Transaction& transaction, const Rules& rules,
                                                       std::span<const EndMonthEarly> commands) {
    std::vector<base::Result<base::Month>> answers;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!rules.movable_clock) {
            answers.emplace_back(Refusal::clock_is_fixed);
            continue;
        }
        // Several at once end the same month once: they all saw it running.
        const base::Month ended = running_month(transaction, rules);
        const auto ahead = rules.calendar.start_of(ended.next()) - transaction.clock();
        if (i == 0) transaction.head().clock_offset_us += ahead.count();
        answers.emplace_back(ended);
    }
    return answers;
}

}  // namespace obolus::hub
