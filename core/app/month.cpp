#include "app/month.hpp"

#include "app/print.hpp"
#include "app/progress.hpp"
#include "app/stop.hpp"
#include "hub/month_closer.hpp"

namespace obolus::app {

std::optional<base::Month> month_to_close(hub::Hub& hub) {
    const auto months = hub.ask_now(&hub::list_months, hub::ListMonths{});
    if (!months) stop_for(months.error());
    std::optional<base::Month> earliest;
    for (const hub::MonthStatus& status : months.value()) {
        const bool waits = status.phase != hub::MonthPhase::running && status.phase != hub::MonthPhase::closed;
        if (waits && (!earliest || status.month < *earliest)) earliest = status.month;
    }
    return earliest;
}

hub::MonthStatus close_to_the_end(hub::Hub& hub, base::Month month) {
    Progress progress("Closing " + to_string(month));
    hub::MonthCloser closer(hub, hub::CloseMonth{month});
    while (true) {
        const auto step = closer.step_now();
        if (!step)
            stop_for(step.error(), to_string(month) + " is not closed. " + explain(step.error()) +
                                       " What was done stays done; run the command again.");
        const hub::MonthStatus& status = step.value();
        if (status.phase == hub::MonthPhase::closed) return status;
        progress.at(hub::done_ppm(status), 1'000'000);
    }
}

base::Month end_running_month(hub::Hub& hub) {
    const auto ended = hub.run_now(&hub::end_month_early, hub::EndMonthEarly{});
    if (ended) return ended.value();
    const bool fixed = ended.error() == make_error_code(hub::Refusal::clock_is_fixed);
    stop_for(ended.error(), fixed ? "The month can't be ended early: that is for demo hubs alone "
                                    "(demo.movable_clock in the settings)."
                                  : "");
}

std::string sentence_of(const hub::MonthStatus& closed) {
    return to_string(closed.month) + " is closed: " + counted(closed.flattrs, "flattr") + " of " +
           counted(closed.givers, "giver") + ", " + to_text(closed.divided) + " for " +
           counted(closed.recipients, "recipient") + ".";
}

}  // namespace obolus::app
