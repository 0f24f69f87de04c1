#include <iostream>

#include "app/commands.hpp"
#include "app/demo_site.hpp"
#include "app/log.hpp"
#include "app/signals.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string provider;
};

Exit run(const Options& options) {
    const auto settings = load_settings(options.config);
    set_up_log(settings.log);
    boost::asio::io_context context(1);
    Signals signals(context);
    DemoSite site(context, settings, options.provider);
    std::string problem;
    if (const auto started = site.start(problem); !started) stop_for(started.error(), problem);
    std::cout << "Demo platform: " << site.url() << std::endl;
    signals.run([&site](std::function<void()> done) { site.stop(std::move(done)); }, [] {});
    return Exit::done;
}

}  // namespace

void add_demo_platform(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("demo-platform", "A small OAuth platform to try the hub with");
    command->footer(
        "Listens where the entry's `api` endpoint points; one signs in there as whomever one likes.\n\n"
        "  obolus demo-platform --config config/demo.yaml");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    options->provider = "demo";
    command->add_option("--provider", options->provider, "The settings' entry that it is to be")->capture_default_str();
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace obolus::app
