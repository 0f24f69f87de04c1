#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include "reference/pages.hpp"
#include "settings/load.hpp"

namespace obolus::reference {

namespace {

/// What config/obolus.yaml says of one key.
struct Described {
    std::string path;
    std::string value;  ///< its default, or an example under providers
    std::string why;
};

/// A line of the file as it would stand there without the "# " of the example at the end; "" when it has no key.
std::string uncommented(const std::string& line) {
    if (!line.starts_with("# ")) return line;
    const std::string rest = line.substr(2);
    return rest == "providers:" || rest.starts_with("  ") ? rest : "";
}

struct Line {
    std::size_t indent;
    bool item;  ///< of a list
    std::string key, value, why;
};

Line parse_line(std::string text) {
    Line line{text.find_first_not_of(' '), false, "", "", ""};
    if (const std::size_t hash = text.find(" # "); hash != std::string::npos) {
        line.why = text.substr(hash + 3);
        text.resize(hash);
    }
    text.erase(0, line.indent);
    if (text.starts_with("- ")) {
        line.item = true;
        line.indent += 2;
        text.erase(0, 2);
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return line;
    line.key = text.substr(0, colon);
    const std::size_t begin = text.find_first_not_of(' ', colon + 1);
    if (begin != std::string::npos) line.value = text.substr(begin, text.find_last_not_of(' ') - begin + 1);
    return line;
}

std::vector<Described> describe(const std::string& yaml) {
    std::vector<Described> all;
    std::vector<std::pair<std::size_t, std::string>> parents;
    std::istringstream lines(yaml);
    for (std::string raw; std::getline(lines, raw);) {
        const std::string text = uncommented(raw);
        if (text.empty()) continue;
        Line line = parse_line(text);
        if (line.key.empty()) continue;
        while (!parents.empty() && parents.back().first >= line.indent)
            parents.pop_back();
        // The example's platform stands for any, and so does each item of a list.
        if (parents.size() == 1 && parents.front().second == "providers") line.key = "NAME";
        if (!parents.empty() && parents.back().second == "allow_hosts") parents.back().second += "[]";
        std::string path;
        for (const auto& [indent, name] : parents)
            path += name + ".";
        parents.emplace_back(line.indent, line.key);
        all.push_back({path + line.key, line.value, line.why});
    }
    return all;
}

/// A secret's other two places are described with the first.
std::string base_of_secret(const std::string& path) {
    for (const std::string_view end : {"_file", "_env"})
        if (path.ends_with(end)) return path.substr(0, path.size() - end.size());
    return path;
}

bool belongs_together(const std::string& left, const std::string& right) {
    return base_of_secret(left) == base_of_secret(right);
}

}  // namespace

std::string settings_page(const std::filesystem::path& source) {
    const auto described = describe(read_file(source / "config" / "obolus.yaml"));
    const auto known = settings::known_keys();
    std::ostringstream page;
    page << "# Settings\n\nEvery key of the hub's settings, from [config/obolus.yaml](../../config/obolus.yaml), which "
            "shows "
            "them in their places, and\nfrom the program that reads them. A file needs only what differs, and at least "
            "one "
            "provider. Relative paths are meant from the\nfile's folder. Unknown keys and values that don't fit are "
            "refused, "
            "all at once, with their lines: `obolus check-config`.\n\n`NAME` is yours to choose. Under `providers` the "
            "third "
            "column shows an example, everywhere else the default.\n";
    std::string section;
    for (const Described& one : described) {
        const auto key = std::find_if(known.begin(), known.end(),
                                      [&](const settings::KnownKey& candidate) { return candidate.path == one.path; });
        if (key == known.end()) {
            const bool holds_keys = std::any_of(known.begin(), known.end(), [&](const settings::KnownKey& candidate) {
                return candidate.path.starts_with(one.path + ".") || candidate.path.starts_with(one.path + "[].");
            });
            if (!holds_keys) throw std::runtime_error("config/obolus.yaml describes " + one.path + ", which is no key");
            continue;
        }
        if (one.why.empty()) throw std::runtime_error("config/obolus.yaml doesn't say why " + one.path + " exists");
        const std::string its_section = one.path.substr(0, one.path.find('.'));
        if (its_section != section) {
            section = its_section;
            page << "\n## " << section << "\n\n| key | takes | default | why |\n|---|---|---|---|\n";
        }
        page << "| `" << one.path << "` | " << key->accepts << " | "
             << (one.value.empty() || one.value == "\"\"" ? "" : "`" + cell(one.value) + "`") << " | " << cell(one.why)
             << " |\n";
    }
    for (const settings::KnownKey& key : known) {
        const bool said = std::any_of(described.begin(), described.end(), [&](const Described& one) {
            return belongs_together(one.path, key.path) || key.path.starts_with(one.path + ".NAME");
        });
        if (!said) throw std::runtime_error("config/obolus.yaml doesn't describe " + key.path);
    }
    return page.str();
}

}  // namespace obolus::reference
