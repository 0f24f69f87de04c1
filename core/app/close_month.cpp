#include "hub/close_month.hpp"

#include <algorithm>
#include <iostream>

#include "app/commands.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string month;
    bool end_early = false;
};

/// The earliest month that has ended and isn't closed; none when all are.
base::Result<std::optional<base::Month>> month_to_close(hub::Hub& hub) {
    BOOST_OUTCOME_TRY(auto months, hub.ask_now(&hub::list_months, hub::ListMonths{}));
    std::optional<base::Month> earliest;
    for (const hub::MonthStatus& status : months) {
        const bool waits = status.phase != hub::MonthPhase::running && status.phase != hub::MonthPhase::closed;
        if (waits && (!earliest || status.month < *earliest)) earliest = status.month;
    }
    return earliest;
}

/// Steps until the month is closed. Stopped anywhere, it goes on from there when it is run again.
base::Result<hub::MonthStatus> close(hub::Hub& hub, base::Month month) {
    while (true) {
        BOOST_OUTCOME_TRY(auto status, hub.run_now(&hub::close_month, hub::CloseMonth{month}));
        if (status.phase == hub::MonthPhase::closed) return status;
    }
}

std::string advice(const std::error_code& error, const std::string& month) {
    if (error == make_error_code(hub::Refusal::month_still_running)) {
        return month + " is still running; wait until it has ended (on a demo hub: --end-early).";
    }
    if (error == make_error_code(hub::Refusal::month_unknown))
        return "Nothing happened in " + month + "; there is nothing to close.";
    if (error == make_error_code(hub::Refusal::clock_is_fixed)) {
        return "The month can't be ended early: that is for demo hubs alone (demo.movable_clock in the settings).";
    }
    return "The month could not be closed: " + error.message() + ". What was done stays done; run the command again.";
}

int close_month(const Options& options) {
    std::optional<base::Month> month;
    if (!options.month.empty()) {
        month = base::parse_month(options.month);
        if (!month) return complain("\"" + options.month + "\" is no month; write it as 2026-11.");
    }
    const auto settings = load_settings(options.config);
    if (!settings) return 1;
    const auto hub = open_hub(*settings);
    if (!hub) return 1;
    if (options.end_early) {
        const auto ended = hub->run_now(&hub::end_month_early, hub::EndMonthEarly{});
        if (!ended) return complain(advice(ended.error(), "The month"));
        month = ended.value();
    }
    if (!month) {
        const auto found = month_to_close(*hub);
        if (!found) return complain(advice(found.error(), "The month"));
        month = found.value();
    }
    if (!month) {
        std::cout << "No month waits to be closed.\n";
        return 0;
    }
    const auto closed = close(*hub, *month);
    if (!closed) return complain(advice(closed.error(), to_string(*month)));
    const hub::MonthStatus& status = closed.value();
    std::cout << to_string(status.month) << " is closed: " << status.flattrs
              << (status.flattrs == 1 ? " flattr" : " flattrs") << " of " << status.givers
              << (status.givers == 1 ? " giver, " : " givers, ") << settings->hub.currency.code() << " "
              << to_decimal(status.divided) << " for " << status.recipients
              << (status.recipients == 1 ? " recipient" : " recipients") << ".\n";
    return 0;
}

}  // namespace

void add_close_month(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("close-month", "Divide the budgets of a month that has ended over its flattrs");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    command->add_option("--month", options->month, "Which, as 2026-11; default: the earliest that waits");
    command->add_flag("--end-early", options->end_early, "End the running month first (demo hubs only)");
    command->callback([options, &chosen] { chosen = [options] { return close_month(*options); }; });
}

}  // namespace obolus::app
