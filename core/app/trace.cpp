#include "hub/trace.hpp"

#include <cstdint>
#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "app/trace_tree.hpp"

namespace obolus::app {

namespace {

/// A hundred times what the pages and the API may look at: it is the operator's own machine.
constexpr std::int64_t rows_max = 20'000'000;

struct Options {
    std::string config;
    std::string id;
    bool json = false;
};

Exit trace(const Options& options) {
    const auto hub = open_hub(load_settings(options.config));
    hub::TraceMoney question{options.id};
    question.rows_max = rows_max;
    const auto way = hub->ask_now(&hub::trace, question);
    if (!way) stop_for(way.error());
    if (options.json) {
        print(to_json(way.value()));
    } else {
        std::cout << draw(way.value());
    }
    return Exit::done;
}

}  // namespace

void add_trace(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("trace", "Draw the way of a cent: from its top-up to where it is now");
    command->footer(
        "Of a flattr, a transfer, one line of it, or a payout, as receipts and statements name them.\n\n"
        "  obolus trace demo/t/63.1.4");
    auto options = std::make_shared<Options>();
    command->add_option("id", options->id, "What to follow, such as demo/t/63.1.4 or demo/p/7")->required();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return trace(*options); }; });
}

}  // namespace obolus::app
