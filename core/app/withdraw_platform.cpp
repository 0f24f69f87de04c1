#include "hub/withdraw_platform.hpp"

#include <algorithm>
#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "settings/checks.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string provider;
    bool dry_run = false;
    bool json = false;
};

Exit withdraw(const Options& options) {
    if (const std::string wrong = settings::check_name(options.provider); !wrong.empty())
        throw Stop(Exit::usage, "\"" + options.provider + "\" is no provider's name: " + wrong);
    const auto settings = load_settings(options.config);
    const auto hub = open_hub(settings);
    const hub::WithdrawPlatform command{options.provider};
    const auto done = options.dry_run ? hub->ask_now(&hub::preview_withdrawal, command)
                                      : hub->run_now(&hub::withdraw_platform, command);
    if (!done) stop_for(done.error());
    const hub::WithdrawalReceipt& receipt = done.value();
    const bool configured =
        std::any_of(settings.providers.begin(), settings.providers.end(),
                    [&](const settings::ProviderSettings& entry) { return entry.name == options.provider; });
    if (options.json) {
        print({{"dry_run", options.dry_run},
               {"provider", options.provider},
               {"arrivals", receipt.arrivals},
               {"until", base::to_rfc3339(receipt.until)},
               {"configured", configured}});
        return Exit::done;
    }
    std::cout << "Shares and gifts for accounts of " << options.provider
              << " that were to wait longer: " << receipt.arrivals
              << (options.dry_run ? ". They would wait until " : ". They wait until ") << base::to_date(receipt.until)
              << " now; what is unclaimed then returns to its givers."
              << (options.dry_run ? " Nothing was changed." : "") << "\n";
    if (configured && !options.dry_run)
        std::cout << "The settings still have the provider " << options.provider
                  << ": take it out and restart the hub, or what arrives from now on waits as long as ever.\n";
    return Exit::done;
}

}  // namespace

void add_withdraw_platform(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("withdraw-platform", "Let what waits for a platform's accounts wait 60 days");
    command->footer(
        "For a platform that you take out of the settings, since nobody can sign in with it any more: members who\n"
        "have linked it may claim for 60 days, then the money returns to its givers. Nothing waits longer than it\n"
        "was to wait anyhow; a repeat changes nothing.\n\n"
        "  obolus withdraw-platform demo --dry-run");
    auto options = std::make_shared<Options>();
    command->add_option("provider", options->provider, "The platform's entry in the settings")->required();
    command->add_flag("-n,--dry-run", options->dry_run, "Say what would happen and change nothing");
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return withdraw(*options); }; });
}

}  // namespace obolus::app
