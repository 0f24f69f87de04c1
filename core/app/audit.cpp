#include "hub/audit.hpp"

#include <iostream>

#include "app/commands.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

constexpr std::size_t findings_shown_max = 100;

int audit(const std::string& file) {
    const auto settings = load_settings(file);
    if (!settings) return 1;
    std::string problem;
    if (!check_database(*settings, problem)) return complain(problem);
    const auto report = hub::audit(settings->store.database, {}, problem);
    if (!report) return complain(problem);
    const hub::AuditReport& found = report.value();
    std::cout << found.txns << " transactions, " << found.transfers << " transfers, " << found.lines
              << " lines; chain head " << found.chain << "\n";
    for (std::size_t i = 0; i < found.findings.size() && i < findings_shown_max; ++i) {
        const hub::AuditFinding& finding = found.findings[i];
        std::cout << finding.check << ": " << finding.place << " " << finding.row_key << ": " << finding.problem
                  << "\n";
    }
    if (found.clean()) {
        std::cout << "The books are right.\n";
        return 0;
    }
    return complain(std::to_string(found.findings.size()) +
                    " findings. Stop the hub, keep a copy of the database, and look at the first.");
}

}  // namespace

void add_audit(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("audit", "Check the books: every query of sql/checks, and a replay of the whole journal");
    auto file = std::make_shared<std::string>();
    add_config_option(*command, *file);
    command->callback([file, &chosen] { chosen = [file] { return audit(*file); }; });
}

}  // namespace obolus::app
