#include "app/id_list.hpp"

#include <algorithm>
#include <string_view>

namespace obolus::app {

namespace {
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool has_blank_edge(std::string_view id) { return !id.empty() && (id.front() == ' ' || id.back() == ' '); }
}  // namespace

IdList read_id_list(std::istream& text, const std::string& provider, const std::string& instance) {
    IdList list;
    std::string line;
    for (std::size_t number = 1; std::getline(text, line); ++number) {
        if (line.ends_with('\r')) line.pop_back();
        if (number == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
        if (line.empty() || (number == 1 && line == "old,new")) continue;
        const auto comma = line.find(',');
        if (std::count(line.begin(), line.end(), ',') != 1 || line.find('"') != std::string::npos) {
            list.problems.push_back({number, "write the old id, one comma and the new id, without quotes"});
            continue;
        }
        if (has_blank_edge(std::string_view(line).substr(0, comma)) ||
            has_blank_edge(std::string_view(line).substr(comma + 1))) {
            list.problems.push_back({number, "has a blank before or behind an id; write old,new without blanks"});
            continue;
        }
        const identity::IdPair pair{{provider, instance, line.substr(0, comma)},
                                    {provider, instance, line.substr(comma + 1)}};
        if (const auto checked = identity::check_pair(pair); !checked) {
            list.problems.push_back({number, "needs two different stable ids; a handle (@name) is none"});
            continue;
        }
        list.lines.push_back({number, pair});
    }
    std::vector<identity::IdPair> pairs;
    for (const IdLine& each : list.lines)
        pairs.push_back(each.pair);
    for (const std::size_t position : identity::contradictions(pairs))
        list.problems.push_back({list.lines[position].line,
                                 "contradicts another line: an id has one successor, and "
                                 "is not new and old at once"});
    return list;
}

}  // namespace obolus::app
