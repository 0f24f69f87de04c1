#include <algorithm>
#include <fstream>
#include <iostream>

#include <boost/json/array.hpp>

#include "app/commands.hpp"
#include "app/id_list.hpp"
#include "app/print.hpp"
#include "app/progress.hpp"
#include "app/startup.hpp"
#include "hub/id_change.hpp"
#include "hub/import_ids.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string file;
    std::string provider;
    std::string instance;
    std::string source;
    std::string proof = "platform";
    std::int64_t number = 0;
    std::int64_t before = 0;
    std::int64_t limit = 100;
    bool dry_run = false;
    bool json = false;
};

IdList read_list(const Options& options) {
    std::ifstream file(options.file);
    if (!file) throw Stop(Exit::refused, "The file " + options.file + " can't be read.");
    IdList list = read_id_list(file, options.provider, options.instance);
    for (const IdListProblem& problem : list.problems)
        std::cerr << options.file << ":" << problem.line << ": " << problem.what << "\n";
    if (!list.problems.empty())
        throw Stop(Exit::refused, counted(static_cast<std::int64_t>(list.problems.size()), "problem") + " in " +
                                      options.file + "; nothing was imported.");
    return list;
}

void check_provider(const settings::Settings& settings, const std::string& provider) {
    const bool known = std::any_of(settings.providers.begin(), settings.providers.end(),
                                   [&](const settings::ProviderSettings& entry) { return entry.name == provider; });
    if (!known) throw Stop(Exit::usage, "The settings have no provider \"" + provider + "\".");
}

struct Refused {
    IdLine line;
    std::error_code why;
};
struct Imported {
    hub::ImportReceipt sum;
    std::vector<Refused> refused;
};

/// Command by command; killed in between, the same list is imported again.
Imported import_all(hub::Hub& hub, const IdList& list, const Options& options) {
    Imported imported;
    Progress progress("Importing");
    for (std::size_t from = 0; from < list.lines.size(); from += hub::id_pairs_max) {
        const std::size_t to = std::min(from + hub::id_pairs_max, list.lines.size());
        hub::ImportIds command{{}, options.source, identity::IdProof::platform};
        if (options.proof == "sign-in") command.proof = identity::IdProof::sign_in;
        for (std::size_t i = from; i < to; ++i)
            command.pairs.push_back(list.lines[i].pair);
        const auto done = options.dry_run ? hub.ask_now(&hub::preview_import, std::move(command))
                                          : hub.run_now(&hub::import_ids, std::move(command));
        if (!done) stop_for(done.error());
        imported.sum.accepted += done.value().accepted;
        imported.sum.repeated += done.value().repeated;
        imported.sum.unknown += done.value().unknown;
        for (const hub::RefusedPair& refused : done.value().refused)
            imported.refused.push_back({list.lines[from + refused.position], refused.why});
        progress.at(static_cast<std::int64_t>(to), static_cast<std::int64_t>(list.lines.size()));
    }
    return imported;
}

Exit import(const Options& options) {
    const auto settings = load_settings(options.config);
    check_provider(settings, options.provider);
    const IdList list = read_list(options);
    const auto hub = open_hub(settings);
    const Imported imported = import_all(*hub, list, options);
    const hub::ImportReceipt& sum = imported.sum;
    if (options.json) {
        boost::json::array refused;
        for (const Refused& each : imported.refused)
            refused.push_back({{"line", each.line.line},
                               {"from", identity::to_string(each.line.pair.from)},
                               {"to", identity::to_string(each.line.pair.to)},
                               {"refusal", each.why.message()}});
        print({{"dry_run", options.dry_run},
               {"accepted", sum.accepted},
               {"repeated", sum.repeated},
               {"unknown", sum.unknown},
               {"refused", std::move(refused)}});
    } else {
        for (const Refused& each : imported.refused)
            std::cerr << options.file << ":" << each.line.line << ": " << explain(each.why) << "\n";
        const std::string days = std::to_string(hub->rules().id_change_wait.count());
        std::cout << "Accepted: " << counted(sum.accepted, "pair") << ", to be applied " << days << " days "
                  << (options.proof == "sign-in" ? "after one sign-in has shown both ids" : "from now") << "; "
                  << sum.repeated << " imported before, " << sum.unknown << " of nobody known here, "
                  << imported.refused.size() << " refused." << (options.dry_run ? " Nothing was changed." : "") << "\n";
    }
    return imported.refused.empty() ? Exit::done : Exit::refused;
}

std::string day_of(base::Time time) { return time == base::Time{} ? "" : base::to_rfc3339(time); }

boost::json::object to_json(const identity::IdChange& change) {
    boost::json::object object{{"number", change.number},
                               {"from", identity::to_string(change.pair.from)},
                               {"to", identity::to_string(change.pair.to)},
                               {"source", change.source},
                               {"proof", identity::to_string(change.proof)},
                               {"state", identity::to_string(change.state)},
                               {"reason", change.reason},
                               {"imported_at", base::to_rfc3339(change.at)},
                               {"due_at", nullptr},
                               {"ended_at", nullptr}};
    if (change.due_at != base::Time{}) object["due_at"] = base::to_rfc3339(change.due_at);
    if (change.ended_at != base::Time{}) object["ended_at"] = base::to_rfc3339(change.ended_at);
    return object;
}

Exit list(const Options& options) {
    const auto hub = open_hub(load_settings(options.config));
    const auto changes = hub->ask_now(&hub::list_id_changes, hub::ListIdChanges{options.before, options.limit});
    if (!changes) stop_for(changes.error());
    boost::json::array all;
    for (const identity::IdChange& change : changes.value()) {
        all.push_back(to_json(change));
        if (options.json) continue;
        std::cout << change.number << "  " << identity::to_string(change.pair.from) << " -> "
                  << identity::to_string(change.pair.to) << "  " << identity::to_string(change.state)
                  << (change.reason.empty() ? "" : " (" + change.reason + ")")
                  << (change.due_at == base::Time{} ? ", until a sign-in shows both" : ", due " + day_of(change.due_at))
                  << "; imported " << day_of(change.at) << " from " << change.source << "\n";
    }
    if (options.json) {
        print({{"id_changes", std::move(all)}});
    } else if (all.empty()) {
        std::cout << "No ids were imported.\n";
    }
    return Exit::done;
}

Exit cancel(const Options& options) {
    const auto hub = open_hub(load_settings(options.config));
    const auto cancelled = hub->run_now(&hub::cancel_id_change, hub::CancelIdChange{options.number});
    if (!cancelled) stop_for(cancelled.error());
    if (options.json) {
        print({{"cancelled", options.number}});
    } else {
        std::cout << "Change " << options.number << " is cancelled; the identity keeps its id.\n";
    }
    return Exit::done;
}

using Task = Exit (*)(const Options&);

CLI::App* add_task(CLI::App& identity, Chosen& chosen, const std::string& name, const std::string& description,
                   const std::shared_ptr<Options>& options, Task task) {
    CLI::App* command = identity.add_subcommand(name, description);
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, task, &chosen] { chosen = [options, task] { return task(*options); }; });
    return command;
}

}  // namespace

void add_identity(CLI::App& app, Chosen& chosen) {
    CLI::App* identity = app.add_subcommand("identity", "Follow a platform that gives its people other ids");
    identity->require_subcommand(1);
    auto options = std::make_shared<Options>();
    CLI::App* in = add_task(*identity, chosen, "import", "Import pairs of old and new ids; they wait, then count",
                            options, &import);
    in->add_option("file", options->file, "One pair on a line: old id, comma, new id")->required();
    in->add_option("--provider", options->provider, "The platform's entry in the settings")->required();
    in->add_option("--source", options->source, "Who says so, to be kept: the platform's announcement or export")
        ->required();
    in->add_option("--instance", options->instance, "The instance's host, for platforms of many");
    in->add_option("--proof", options->proof,
                   "platform: its own list; sign-in: each pair waits until one sign-in has shown both ids")
        ->check(CLI::IsMember({"platform", "sign-in"}))
        ->capture_default_str();
    in->add_flag("-n,--dry-run", options->dry_run, "Say what would happen and change nothing");
    in->footer(
        "Whoever is concerned is told and may object for 14 days (identities.change_wait_days); then the identity\n"
        "bears its new id and keeps its history. A new id that has a history or an owner here is refused: two\n"
        "people's money is never joined. Killed anywhere, import the same file again.\n\n"
        "  obolus identity import ids.csv --provider demo --source 'letter of 2026-11-02' --dry-run");
    CLI::App* imports =
        add_task(*identity, chosen, "imports", "What was imported and what became of it, latest first", options, &list);
    imports->add_option("--before", options->before, "Those with a number below this one");
    imports->add_option("--limit", options->limit, "How many at most")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    imports->footer("  obolus identity imports --json");
    CLI::App* end =
        add_task(*identity, chosen, "cancel-import", "Take a pair back that is still waiting", options, &cancel);
    end->add_option("number", options->number, "As `identity imports` shows it")->required();
    end->footer("  obolus identity cancel-import 3");
}

}  // namespace obolus::app
