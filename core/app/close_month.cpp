#include <iostream>

#include "app/commands.hpp"
#include "app/month.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string month;
    bool end_early = false;
    bool dry_run = false;
    bool json = false;
};

boost::json::object foreseen_to_json(const hub::ClosePreview& preview) {
    return {{"status", to_json(preview.status)},
            {"givers_divided", preview.givers_divided},
            {"givers_lapsed", preview.givers_lapsed},
            {"givers_returned", preview.givers_returned},
            {"flattrs_divided", preview.flattrs_divided},
            {"flattrs_lapsed", preview.flattrs_lapsed},
            {"flattrs_own", preview.flattrs_own},
            {"divided", to_json(preview.divided)},
            {"returned", to_json(preview.returned)},
            {"recipients", preview.recipients},
            {"recipients_members", preview.recipients_members},
            {"to_members", to_json(preview.to_members)},
            {"to_escrow", to_json(preview.to_escrow)}};
}

void print_preview(const hub::ClosePreview& preview) {
    const bool running = preview.status.phase == hub::MonthPhase::running;
    std::cout << to_string(preview.status.month)
              << (running ? ", if it ended now (it ends " + base::to_rfc3339(preview.status.ends_at) + "):"
                          : " (" + std::string(hub::to_string(preview.status.phase)) + "), what is left to do:")
              << "\n  divided:  " << to_text(preview.divided) << " of " << counted(preview.givers_divided, "giver")
              << " over " << counted(preview.flattrs_divided, "flattr")
              << "\n  lapses:   " << counted(preview.flattrs_lapsed, "flattr") << " of "
              << counted(preview.givers_lapsed, "giver") << " who had nothing reserved"
              << "\n  returns:  " << to_text(preview.returned) << " to " << counted(preview.givers_returned, "giver")
              << " without a flattr that counts"
              << "\n  dropped:  " << counted(preview.flattrs_own, "flattr") << " of one's own"
              << "\n  goes to:  " << counted(preview.recipients, "recipient") << "; " << to_text(preview.to_members)
              << " to " << counted(preview.recipients_members, "member") << ", " << to_text(preview.to_escrow)
              << " into escrow"
              << "\nNothing was changed.\n";
}

Exit preview(hub::Hub& hub, std::optional<base::Month> month, bool json) {
    if (!month) {
        const auto months = hub.ask_now(&hub::list_months, hub::ListMonths{});
        if (!months) stop_for(months.error());
        month = months.value().front().month;
    }
    const auto foreseen = hub.ask_now(&hub::preview_close, hub::PreviewClose{*month});
    if (!foreseen) stop_for(foreseen.error());
    if (json) {
        print(foreseen_to_json(foreseen.value()));
    } else {
        print_preview(foreseen.value());
    }
    return Exit::done;
}

Exit close_month(const Options& options) {
    std::optional<base::Month> month;
    if (!options.month.empty()) {
        month = base::parse_month(options.month);
        if (!month) throw Stop(Exit::usage, "\"" + options.month + "\" is no month; write it as 2026-11.");
    }
    const auto hub = open_hub(load_settings(options.config));
    if (options.end_early) month = end_running_month(*hub);
    if (!month) month = month_to_close(*hub);
    if (options.dry_run) return preview(*hub, month, options.json);
    if (!month) {
        if (options.json) {
            print({{"closed", nullptr}});
        } else {
            std::cout << "No month waits to be closed.\n";
        }
        return Exit::done;
    }
    const hub::MonthStatus closed = close_to_the_end(*hub, *month);
    if (options.json) {
        print({{"closed", to_json(closed)}});
    } else {
        std::cout << sentence_of(closed) << "\n";
    }
    return Exit::done;
}

}  // namespace

void add_close_month(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("close-month", "Divide the budgets of a month that has ended over its flattrs");
    command->footer(
        "A running hub closes its months by itself; this does it by hand. Killed anywhere, it goes on from\n"
        "there when it is run again, also beside a running hub.\n\n"
        "  obolus close-month --dry-run        what closing would do, or ending the running month now\n"
        "  obolus close-month --month 2026-11");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    command->add_option("-m,--month", options->month, "Which, as 2026-11; default: the earliest that waits");
    auto* dry_run = command->add_flag("-n,--dry-run", options->dry_run,
                                      "Say what would happen and change nothing; of the running month when none waits");
    command->add_flag("--end-early", options->end_early, "End the running month first (demo hubs only)")
        ->excludes(dry_run);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return close_month(*options); }; });
}

}  // namespace obolus::app
