#include "web/view.hpp"

#include <map>

#include <kainjow/mustache.hpp>

#include "base/check.hpp"
#include "web/assets.hpp"

namespace obolus::web {

namespace {
namespace mustache = kainjow::mustache;
using Parsed = std::map<std::string, mustache::mustache, std::less<>>;

mustache::data to_data(const View& view) {
    mustache::data data;
    for (const auto& [name, value] : view.entries()) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            // The library takes an empty string for true: only what has a text opens a section.
            if (text->empty()) {
                data.set(name, mustache::data(mustache::data::type::bool_false));
            } else {
                data.set(name, *text);
            }
        } else if (const auto* flag = std::get_if<bool>(&value)) {
            data.set(name, *flag);
        } else {
            mustache::data list(mustache::data::type::list);
            for (const View& item : std::get<std::vector<View>>(value))
                list.push_back(to_data(item));
            data.set(name, list);
        }
    }
    return data;
}

/// The template with those that it includes in their places: the library would parse an included one at each use.
std::string with_parts(std::string_view name) {
    constexpr std::string_view opening = "{{> ";
    constexpr std::string_view closing = "}}";
    std::string source(template_source(name));
    std::size_t at = source.find(opening);
    while (at != std::string::npos) {
        const std::size_t end = source.find(closing, at);
        OBOLUS_CHECK(end != std::string::npos);
        const std::string part = source.substr(at + opening.size(), end - at - opening.size());
        OBOLUS_CHECK(part != name);
        source.replace(at, end + closing.size() - at, with_parts(part));
        at = source.find(opening, at);
    }
    return source;
}

mustache::mustache parse(const std::string& source) {
    mustache::mustache parsed{source};
    OBOLUS_CHECK(parsed.is_valid());
    return parsed;
}

mustache::mustache& find_or_parse(Parsed& known, std::string_view key, std::string (*source_of)(std::string_view)) {
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
    return known.emplace(std::string(key), parse(source_of(key))).first->second;
}

std::string as_it_is(std::string_view line) { return std::string(line); }
}  // namespace

// Each thread that renders has its own: the library's render() isn't const.
std::string render_template(std::string_view name, const View& view) {
    thread_local Parsed templates;
    return find_or_parse(templates, name, &with_parts).render(to_data(view));
}

std::string render_line(std::string_view line, const View& view) {
    thread_local Parsed lines;
    return find_or_parse(lines, line, &as_it_is).render(to_data(view));
}

}  // namespace obolus::web
