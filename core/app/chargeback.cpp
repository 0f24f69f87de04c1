#include "hub/chargeback.hpp"

#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string top_up;
    std::string reference;
    bool json = false;
};

Exit charge_back(const Options& options) {
    const auto hub = open_hub(load_settings(options.config));
    const auto done = hub->run_now(&hub::chargeback, hub::Chargeback{options.top_up, options.reference});
    if (!done) stop_for(done.error());
    const hub::ChargebackReceipt& receipt = done.value();
    if (options.json) {
        print({{"member", receipt.member.value},
               {"amount", to_json(receipt.amount)},
               {"from_wallet", to_json(receipt.from_wallet)},
               {"from_budget", to_json(receipt.from_budget)},
               {"from_escrow", to_json(receipt.from_escrow)},
               {"loss", to_json(receipt.loss)},
               {"repeated", receipt.repeated}});
        return Exit::done;
    }
    std::cout << (receipt.repeated ? "It was done before: " : "") << to_text(receipt.amount) << " of member "
              << receipt.member.value << " taken back: " << to_text(receipt.from_wallet) << " out of the wallet, "
              << to_text(receipt.from_budget) << " out of the budget, " << to_text(receipt.from_escrow)
              << " out of what nobody has claimed; your loss: " << to_text(receipt.loss) << ".\n";
    return Exit::done;
}

}  // namespace

void add_chargeback(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("chargeback", "Book that the payer's bank has taken a top-up back");
    command->footer(
        "Takes the wallet, then the open budget, then what the giver's gifts wait for in escrow; the rest is the\n"
        "operator's loss. Claimed money isn't clawed back. The same reference again does nothing again.\n\n"
        "  obolus chargeback demo/t/63.1 --reference R-2026-118");
    auto options = std::make_shared<Options>();
    command->add_option("top-up", options->top_up, "The top-up's id, as on its receipt")->required();
    command->add_option("--reference", options->reference, "The bank's or rail's reference of the chargeback")
        ->required();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return charge_back(*options); }; });
}

}  // namespace obolus::app
