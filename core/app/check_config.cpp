#include <iostream>

#include <boost/json/array.hpp>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "settings/load.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    bool json = false;
};

Exit report_as_json(const std::string& file) {
    const settings::Loaded loaded = settings::load(file);
    boost::json::array problems;
    for (const settings::Problem& problem : loaded.problems)
        problems.push_back({{"line", problem.line}, {"key", problem.key}, {"message", problem.message}});
    const bool fine = problems.empty();
    print({{"file", file}, {"fine", fine}, {"problems", std::move(problems)}});
    return fine ? Exit::done : Exit::refused;
}

Exit check_config(const Options& options) {
    if (options.json) return report_as_json(options.config);
    const auto settings = load_settings(options.config);
    std::cout << options.config << " is fine: hub " << settings.hub.id << " at " << settings.hub.public_url << ", "
              << counted(static_cast<std::int64_t>(settings.providers.size()), "provider") << "\n";
    return Exit::done;
}

}  // namespace

void add_check_config(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("check-config", "Read the settings and say everything that is wrong");
    command->footer(
        "Secrets that the settings name by file or environment are read as well; plugins and the database are not.\n"
        "docs/reference/settings.md lists every key.\n\n"
        "  obolus check-config --config hub.yaml && systemctl reload obolus");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return check_config(*options); }; });
}

}  // namespace obolus::app
