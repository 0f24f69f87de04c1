#include <iostream>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/demo_site.hpp"
#include "app/log.hpp"
#include "app/service.hpp"
#include "app/startup.hpp"
#include "app/until_stopped.hpp"
#include "store/migrate.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    bool migrate = false;
    bool with_demo_platform = false;
    ServiceOptions service;
};

int serve(const Options& options) {
    const auto settings = load_settings(options.config);
    if (!settings) return 1;
    set_up_log(settings->log);
    std::string problem;
    const auto keys = load_keys(settings->key_file, problem);
    if (!keys) return complain(problem);
    if (options.migrate && !store::migrate(settings->store.database, problem)) return complain(problem);
    if (!check_database(*settings, problem)) return complain(problem);

    boost::asio::io_context context(1);
    std::optional<DemoSite> demo;
    if (options.with_demo_platform) {
        demo.emplace(context, *settings, "demo");
        if (!demo->start(problem)) return complain(problem);
    }
    Service service(context, *settings, *keys, options.service);
    if (!service.start(problem)) return complain(problem);

    std::cout << settings->hub.name << ": " << settings->hub.public_url << "\n";
    if (demo) std::cout << "Demo platform: " << demo->url() << "\n";
    std::cout << std::flush;
    run_until_stopped(context, [&service, &demo](std::function<void()> done) {
        service.stop([&demo, done = std::move(done)]() mutable {
            if (!demo) return done();
            demo->stop(std::move(done));
        });
    });
    spdlog::info("stopped");
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("serve", "Run the hub");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    command->add_flag("--migrate", options->migrate, "Create the database or bring it to this program's schema first");
    command->add_flag("--with-demo-platform", options->with_demo_platform, "Run the demo platform in the same process");
    command->add_flag("--bench-route", options->service.bench_route,
                      "Add POST /v1/bench/no-op, to measure the server without the books");
    command->callback([options, &chosen] { chosen = [options] { return serve(*options); }; });
}

}  // namespace obolus::app
