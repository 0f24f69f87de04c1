#include "reference/pages.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "app/commands.hpp"
#include "hub/refusals.hpp"

namespace obolus::reference {

std::vector<Page> pages(const std::filesystem::path& source) {
    return {{"settings", settings_page(source)},
            {"refusals", refusals_page()},
            {"command-line", command_line_page()},
            {"api", api_page(source)}};
}

std::string cell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
        text.insert(at, "\\");
    return text;
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw std::runtime_error(file.string() + " can't be read");
    return text.str();
}

std::string refusals_page() {
    std::ostringstream page;
    page
        << "# Refusals and faults\n\n"
           "Everything that the hub says no to, and every way in which the world may fail it. A name never changes "
           "once "
           "it is released:\nprograms may rely on it. The API answers with a problem (RFC 9457) that carries the name, "
           "the pages with the same words, the\ncommand line with a sentence and an exit code.\n";
    std::vector<std::string_view> modules;
    for (const hub::RefusalRow& row : hub::all_refusals())
        if (std::find(modules.begin(), modules.end(), row.module) == modules.end()) modules.push_back(row.module);
    for (const std::string_view module : modules) {
        page << "\n## " << module
             << "\n\n| name | status | what is the matter | why | what to do |\n|---|---|---|---|---|\n";
        for (const hub::RefusalRow& row : hub::all_refusals()) {
            if (row.module != module) continue;
            page << "| `" << row.name << "` | " << row.status << " | " << cell(std::string(row.title)) << " | "
                 << cell(std::string(row.why)) << " | " << cell(std::string(row.next))
                 << (row.next_url.empty() ? "" : " (`" + std::string(row.next_url) + "`)") << " |\n";
        }
    }
    return page.str();
}

namespace {

void add_command(std::ostringstream& page, CLI::App& command, const std::string& parents) {
    const std::string name = parents.empty() ? command.get_name() : parents + " " + command.get_name();
    const auto subcommands = command.get_subcommands([](const CLI::App*) { return true; });
    page << "\n## " << name << "\n\n```text\n" << command.help(parents) << "```\n";
    for (CLI::App* subcommand : subcommands)
        add_command(page, *subcommand, name);
}

}  // namespace

std::string command_line_page() {
    CLI::App app("", "obolus");
    app::Chosen chosen;
    app::add_commands(app, chosen);
    std::ostringstream page;
    page << "# The command line\n\nWhat `obolus --help` and `obolus COMMAND --help` print.\n";
    add_command(page, app, "");
    return page.str();
}

}  // namespace obolus::reference
