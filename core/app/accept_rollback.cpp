#include <iostream>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/startup.hpp"
#include "hub/checkpoint.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::int64_t published = 0;
};

Exit accept_rollback(const Options& options) {
    settings::Settings settings = load_settings(options.config);
    const std::string file = settings.store.checkpoint_file;
    std::string problem;
    const auto published = store::read_checkpoint(file, problem);
    if (!published) stop_for(published.error(), problem);
    if (!published.value())
        throw Stop(Exit::refused, "Nothing was published yet (" + file + " doesn't exist): the hub starts as it is.");
    const store::Checkpoint& given_up = *published.value();
    if (given_up.seq != options.published)
        throw Stop(Exit::refused, "The published transaction is " + std::to_string(given_up.seq) + ", not " +
                                      std::to_string(options.published) + "; nothing was changed.");
    if (given_up.hub_id != settings.hub.id)
        throw Stop(Exit::refused, file + " holds what the hub \"" + given_up.hub_id +
                                      "\" has published, and this is \"" + settings.hub.id +
                                      "\": name a file of its own in store.checkpoint_file. Nothing was changed.");
    settings.store.checkpoint_file.clear();
    const auto hub = open_hub(settings);
    const auto accepted = hub->run_now(hub::accept_rollback, hub::AcceptRollback{given_up});
    if (!accepted) stop_for(accepted.error());
    const hub::Checkpoint& head = accepted.value();
    spdlog::critical("a rollback from transaction {} to {} was accepted", given_up.seq, head.seq);
    if (const auto kept = store::write_checkpoint(file, {given_up.hub_id, head.seq, head.chain}, problem); !kept)
        stop_for(kept.error(), problem);
    std::cout << "The books go on from transaction " << head.seq << "; whatever was published up to " << given_up.seq
              << " and isn't in them is given up. Tell the people whose receipts it concerns." << std::endl;
    return Exit::done;
}

}  // namespace

void add_accept_rollback(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("accept-rollback", "Go on with books that are older than what the hub has published");
    command->footer(
        "For the day on which an older backup is all that is left: without it the hub refuses to start on one. Stop "
        "the\n"
        "hub first. Writes into the books what was given up, and lets the hub start on them.\n\n"
        "  obolus accept-rollback --published 1532 --config /etc/obolus/obolus.yaml");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    command
        ->add_option("--published", options->published,
                     "The transaction that was published, as the hub's refusal names it")
        ->required();
    command->callback([options, &chosen] { chosen = [options] { return accept_rollback(*options); }; });
}

}  // namespace obolus::app
