#include "hub/audit.hpp"

#include <iostream>

#include <boost/json/array.hpp>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/progress.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

constexpr std::size_t findings_shown_max = 100;

struct Options {
    std::string config;
    bool json = false;
};

boost::json::array to_json(const std::vector<hub::AuditFinding>& findings) {
    boost::json::array array;
    for (const hub::AuditFinding& finding : findings)
        array.push_back({{"check", finding.check},
                         {"place", finding.place},
                         {"row_key", finding.row_key},
                         {"problem", finding.problem}});
    return array;
}

boost::json::object report_to_json(const hub::AuditReport& report) {
    return {{"clean", report.clean()},
            {"txns", report.txns},
            {"transfers", report.transfers},
            {"lines", report.lines},
            {"chain", report.chain},
            {"findings", to_json(report.findings)},
            {"warnings", to_json(report.warnings)}};
}

void print_report(const hub::AuditReport& report) {
    std::cout << report.txns << " transactions, " << report.transfers << " transfers, " << report.lines
              << " lines; chain head " << report.chain << "\n";
    for (std::size_t i = 0; i < report.findings.size() && i < findings_shown_max; ++i) {
        const hub::AuditFinding& finding = report.findings[i];
        std::cout << finding.check << ": " << finding.place << " " << finding.row_key << ": " << finding.problem
                  << "\n";
    }
    if (report.clean()) std::cout << "The books are right.\n";
    for (const hub::AuditFinding& warning : report.warnings)
        std::cout << "Warning: " << warning.problem << "\n";
    std::cout << std::flush;
}

Exit audit(const Options& options) {
    const auto settings = load_settings(options.config);
    check_database(settings);
    std::string problem;
    const auto report = [&] {
        Progress progress("Auditing");
        return hub::audit(
            settings.store.database, [&](std::int64_t done, std::int64_t all) { progress.at(done, all); }, problem);
    }();
    if (!report) stop_for(report.error(), problem);
    if (options.json) {
        print(report_to_json(report.value()));
    } else {
        print_report(report.value());
    }
    if (report.value().clean()) return Exit::done;
    throw Stop(Exit::refused, std::to_string(report.value().findings.size()) +
                                  " findings. Stop the hub, keep a copy of the database, and look at the first.");
}

}  // namespace

void add_audit(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("audit", "Check the books: every query of sql/checks, and a replay of the whole journal");
    command->footer(
        "Changes nothing; the hub may go on serving meanwhile. Ends with 1 when something is wrong. Warnings are not\n"
        "about the books: they say that chargebacks took money that you must make good. Keep the chain head elsewhere: "
        "a\n"
        "journal that was rewritten can't reach the same one.\n\n"
        "  obolus audit --json | jq -e .clean");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return audit(*options); }; });
}

}  // namespace obolus::app
