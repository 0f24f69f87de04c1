#include <iostream>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/demo_site.hpp"
#include "app/log.hpp"
#include "app/service.hpp"
#include "app/signals.hpp"
#include "app/startup.hpp"
#include "settings/load.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    bool migrate = false;
    bool with_demo_platform = false;
    ServiceOptions service;
};

/// SIGHUP: what can change without a restart is the log. A file with a problem changes nothing.
void reload(const std::string& file) {
    const settings::Loaded loaded = settings::load(file);
    for (const settings::Problem& problem : loaded.problems)
        spdlog::error("not reloaded: {}", settings::to_string(file, problem));
    if (!loaded.problems.empty()) return;
    set_up_log(loaded.settings.log);
    spdlog::info("reloaded: the log's level and format; everything else changes with a restart");
}

Exit serve(const Options& options) {
    const auto settings = load_settings(options.config);
    set_up_log(settings.log);
    if (options.migrate) bring_up_to_date(settings);
    check_database(settings);
    const Keys keys = open_keys(settings);
    std::string problem;

    boost::asio::io_context context(1);
    Signals signals(context);
    std::optional<DemoSite> demo;
    if (options.with_demo_platform) {
        demo.emplace(context, settings, "demo");
        if (const auto started = demo->start(problem); !started) stop_for(started.error(), problem);
    }
    Service service(context, settings, keys, options.service);
    if (const auto started = service.start(problem); !started) stop_for(started.error(), problem);

    std::cout << settings.hub.name << ": " << settings.hub.public_url << "\n";
    if (demo) std::cout << "Demo platform: " << demo->url() << "\n";
    std::cout << std::flush;
    const auto stop = [&service, &demo](std::function<void()> done) {
        service.stop([&demo, done = std::move(done)]() mutable {
            if (!demo) return done();
            demo->stop(std::move(done));
        });
    };
    signals.run(stop, [&options] { reload(options.config); });
    spdlog::info("stopped");
    return Exit::done;
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("serve", "Run the hub");
    command->footer(
        "SIGTERM or SIGINT: takes nothing new, lets running requests end, exits with 0; a second one ends at once.\n"
        "SIGHUP: reads the settings again and takes over log.level and log.format.\n\n"
        "  obolus serve --config /etc/obolus/obolus.yaml\n"
        "  obolus serve --config config/demo.yaml --migrate --with-demo-platform");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    command->add_flag("--migrate", options->migrate, "Create the database or bring it to this program's schema first");
    command->add_flag("--with-demo-platform", options->with_demo_platform, "Run the demo platform in the same process");
    command->add_flag("--bench-route", options->service.bench_route,
                      "Add POST /v1/bench/no-op, to measure the server without the books");
    command->callback([options, &chosen] { chosen = [options] { return serve(*options); }; });
}

}  // namespace obolus::app
