#include "store/move.hpp"

#include <filesystem>
#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/private_file.hpp"
#include "app/progress.hpp"
#include "app/startup.hpp"
#include "hub/audit.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string target;
    bool give_up = false;
    bool json = false;
};

/// As the store takes it: a file's path made absolute, since the settings will name it.
std::string target_of(const std::string& word) {
    constexpr std::string_view file = "sqlite:";
    if (word.starts_with(file)) return std::string(file) + std::filesystem::absolute(word.substr(file.size())).string();
    if (word.starts_with("postgresql:")) return word;
    throw Stop(Exit::usage, "\"" + word +
                                "\" is no database; write sqlite:PATH, or postgresql: and libpq's words, as in "
                                "\"postgresql:host=db.example dbname=obolus\".");
}

/// A second opinion on what has arrived, before any hub may serve it.
void audit_target(const store::MoveOptions& options, const store::MoveReport& moved) {
    std::string problem;
    const auto report = [&] {
        Progress progress("Auditing");
        return hub::audit(
            options.to, [&](std::int64_t done, std::int64_t all) { progress.at(done, all); }, problem);
    }();
    if (!report) stop_for(report.error(), problem);
    if (report.value().clean() && report.value().chain == moved.chain) return;
    const std::string finding =
        report.value().clean() ? "its chain head is " + report.value().chain + ", not " + moved.chain
                               : report.value().findings.front().place + " " + report.value().findings.front().row_key +
                                     " " + report.value().findings.front().problem;
    throw Stop(Exit::refused, "Not moved: every row has arrived as it was, but the audit finds that " + finding +
                                  ". Go back with --give-up, run `obolus audit`, and look at the first finding.");
}

void print_report(const Options& options, const store::MoveReport& report) {
    if (options.json)
        return print({{"finished_before", report.finished},
                      {"tables", report.tables},
                      {"rows", report.rows},
                      {"txns", report.seq},
                      {"chain", report.chain}});
    if (report.finished) {
        std::cout << "The books have arrived before; nothing was done.\n";
    } else {
        std::cout << counted(report.rows, "row") << " of " << counted(report.tables, "table")
                  << " are there, compared and audited; " << counted(report.seq, "transaction") << ", chain head "
                  << report.chain << ".\n";
    }
    std::cout << "Set store.database to the new database and start the hub; the old one serves nobody any more.\n";
}

Exit give_up(const store::MoveOptions& options, bool json) {
    std::string problem;
    if (const auto given_up = store::give_up_move(options, problem); !given_up) stop_for(given_up.error(), problem);
    if (json) {
        print({{"given_up", true}});
    } else {
        std::cout << "The books stay where they were, and hubs may serve them again; the other database is empty.\n";
    }
    return Exit::done;
}

Exit move(const Options& chosen) {
    const auto settings = load_settings(chosen.config);
    check_database(settings);
    store::MoveOptions options{settings.store.database, target_of(chosen.target)};
    if (chosen.give_up) return give_up(options, chosen.json);
    std::string problem;
    const auto report = [&] {
        Progress progress("Moving");
        options.progress = [&](std::int64_t done, std::int64_t all) { progress.at(done, all); };
        return store::move_books(options, problem);
    }();
    if (!report) stop_for(report.error(), problem);
    if (!report.value().finished) {
        options.progress = {};
        audit_target(options, report.value());
        if (const auto ended = store::finish_move(options, problem); !ended) stop_for(ended.error(), problem);
    }
    print_report(chosen, report.value());
    return Exit::done;
}

}  // namespace

void add_move(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("move", "Move the books to another database: from SQLite to PostgreSQL, or back");
    command->footer(
        "Stop the hubs first; one that still runs is locked out. Every row is copied, read again on both sides and\n"
        "compared; the copy is audited and must reach the same chain head. Killed anywhere, the same command goes on.\n"
        "The old database is kept, and no hub serves it any more (docs/operating/scaling.md).\n\n"
        "  obolus move \"postgresql:host=db.example dbname=obolus user=obolus\"\n"
        "  obolus move sqlite:/var/lib/obolus/obolus.db");
    auto options = std::make_shared<Options>();
    command->add_option("target", options->target, "Where to: sqlite:PATH or postgresql:..., empty")->required();
    add_config_option(*command, options->config);
    command->add_flag("--give-up", options->give_up,
                      "Undo a move that has not come to its end: empty the target, release the old database");
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return move(*options); }; });
}

}  // namespace obolus::app
