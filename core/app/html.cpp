#include "app/html.hpp"

#include <algorithm>
#include <array>

namespace obolus::app {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

std::string resolve_references(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> known{{{"&amp;", "&"},
                                                                                  {"&lt;", "<"},
                                                                                  {"&gt;", ">"},
                                                                                  {"&quot;", "\""},
                                                                                  {"&#39;", "'"},
                                                                                  {"&#x2F;", "/"},
                                                                                  {"&apos;", "'"},
                                                                                  {"&nbsp;", " "},
                                                                                  {"&#x27;", "'"}}};
    std::string out;
    while (!text.empty()) {
        const auto match =
            std::find_if(known.begin(), known.end(), [&](const auto& each) { return text.starts_with(each.first); });
        out += match == known.end() ? text.substr(0, 1) : match->second;
        text.remove_prefix(match == known.end() ? 1 : match->first.size());
    }
    return out;
}

struct Tag {
    std::string name;  ///< lower case; "/form" for an end
    http::Fields attributes;
    std::size_t begin = 0, end = 0;  ///< in the page

    std::string value(std::string_view name_of) const {
        return std::string(http::find(attributes, name_of).value_or(""));
    }
    bool has(std::string_view name_of) const { return http::find(attributes, name_of).has_value(); }
};

/// Reads one attribute at `at` of the tag's inside; advances `at`.
http::Field read_attribute(std::string_view inside, std::size_t& at) {
    http::Field attribute;
    while (at < inside.size() && !is_blank(inside[at]) && inside[at] != '=' && inside[at] != '/')
        attribute.first += lower(inside[at++]);
    if (at < inside.size() && inside[at] == '/') ++at;
    if (at >= inside.size() || inside[at] != '=') return attribute;
    ++at;
    const char quote = at < inside.size() && (inside[at] == '"' || inside[at] == '\'') ? inside[at++] : ' ';
    const std::size_t begin = at;
    while (at < inside.size() && (quote == ' ' ? !is_blank(inside[at]) : inside[at] != quote))
        ++at;
    attribute.second = resolve_references(inside.substr(begin, at - begin));
    if (quote != ' ' && at < inside.size()) ++at;
    return attribute;
}

/// The next tag at or after `from`; its name is "" when there is none.
Tag next_tag(std::string_view html, std::size_t from) {
    Tag tag;
    tag.begin = html.find('<', from);
    if (tag.begin == std::string_view::npos) return tag;
    // A ">" inside a quoted value doesn't end the tag.
    char quote = 0;
    tag.end = tag.begin + 1;
    for (; tag.end < html.size() && (quote != 0 || html[tag.end] != '>'); ++tag.end) {
        if (quote == 0 && (html[tag.end] == '"' || html[tag.end] == '\'')) {
            quote = html[tag.end];
        } else if (html[tag.end] == quote) {
            quote = 0;
        }
    }
    const std::string_view inside = html.substr(tag.begin + 1, tag.end - tag.begin - 1);
    tag.end = std::min(tag.end + 1, html.size());
    std::size_t at = 0;
    while (at < inside.size() && !is_blank(inside[at]))
        tag.name += lower(inside[at++]);
    while (at < inside.size()) {
        if (is_blank(inside[at])) {
            ++at;
        } else if (http::Field attribute = read_attribute(inside, at); !attribute.first.empty()) {
            tag.attributes.push_back(std::move(attribute));
        }
    }
    return tag;
}

void add_control(Form& form, const Tag& tag) {
    const std::string name = tag.value("name");
    if (name.empty() || tag.has("disabled")) return;
    const std::string type = tag.value("type");
    if (tag.name == "button" || type == "submit") {
        form.buttons.emplace_back(name, tag.value("value"));
    } else if ((type != "checkbox" && type != "radio") || tag.has("checked")) {
        form.fields.emplace_back(name, tag.value("value"));
    }
}

}  // namespace

std::vector<Form> forms_of(std::string_view html) {
    std::vector<Form> forms;
    bool inside = false;
    for (Tag tag = next_tag(html, 0); !tag.name.empty(); tag = next_tag(html, tag.end)) {
        if (tag.name == "form") {
            forms.push_back({tag.has("method") ? tag.value("method") : "get", tag.value("action"), {}, {}});
            inside = true;
        } else if (tag.name == "/form") {
            inside = false;
        } else if (inside &&
                   (tag.name == "input" || tag.name == "button" || tag.name == "textarea" || tag.name == "select")) {
            add_control(forms.back(), tag);
        }
    }
    return forms;
}

std::string text_of(std::string_view html) {
    std::string text;
    std::size_t from = 0;
    std::string skipped_until;
    while (from < html.size()) {
        const Tag tag = next_tag(html, from);
        const std::size_t end = std::min(tag.begin, html.size());
        if (skipped_until.empty()) text += resolve_references(html.substr(from, end - from)) + " ";
        if (tag.name.empty()) break;
        if (skipped_until.empty() && (tag.name == "head" || tag.name == "style" || tag.name == "script"))
            skipped_until = "/" + tag.name;
        if (tag.name == skipped_until) skipped_until.clear();
        from = tag.end;
    }
    std::string out;
    for (const char c : text) {
        if (!is_blank(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::optional<std::string> refresh_of(std::string_view html) {
    for (Tag tag = next_tag(html, 0); !tag.name.empty(); tag = next_tag(html, tag.end)) {
        if (tag.name != "meta") continue;
        std::string kind = tag.value("http-equiv");
        std::transform(kind.begin(), kind.end(), kind.begin(), lower);
        const std::string content = tag.value("content");
        const std::size_t url = content.find("url=") == std::string::npos ? content.find("URL=") : content.find("url=");
        if (kind == "refresh" && url != std::string::npos) return content.substr(url + 4);
    }
    return std::nullopt;
}

}  // namespace obolus::app
