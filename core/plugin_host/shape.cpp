#include "plugin_host/shape.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>

namespace obolus::plugin_host {

namespace {
constexpr std::size_t depth_max = 32;
constexpr std::size_t url_bytes_max = 2048;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ':';
}
}  // namespace

std::optional<boost::json::value> parse_message(std::string_view bytes, std::string& problem) {
    boost::json::parse_options options;
    options.max_depth = depth_max;
    options.allow_invalid_utf8 = false;
    boost::json::error_code error;
    boost::json::value value =
        boost::json::parse(boost::json::string_view(bytes.data(), bytes.size()), error, {}, options);
    if (!error) return value;
    const bool too_deep = error == boost::json::error::too_deep;
    problem = too_deep ? "the answer is nested deeper than 32 levels"
                       : "the answer isn't UTF-8 JSON (" + error.message() + ")";
    return std::nullopt;
}

Shape::Shape(const boost::json::object& object, std::string place, std::string& problem)
    : object_(object), place_(std::move(place)), problem_(problem) {}

std::string Shape::place(std::string_view member) const {
    return place_.empty() ? std::string(member) : place_ + "." + std::string(member);
}

void Shape::fail(std::string_view member, std::string_view what) {
    if (problem_.empty()) problem_ = place(member) + " " + std::string(what);
}

void Shape::only(std::initializer_list<std::string_view> members) {
    for (const auto& member : object_) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::find(members.begin(), members.end(), name) == members.end()) {
            const bool fit_to_show = name.size() <= 40 && std::all_of(name.begin(), name.end(), is_name_character);
            fail(fit_to_show ? name : "a member", "isn't known here");
        }
    }
}

const boost::json::value* Shape::find(std::string_view member, Presence presence) {
    const boost::json::value* found = object_.if_contains(boost::json::string_view(member.data(), member.size()));
    if (found == nullptr && presence == required) fail(member, "is missing");
    return found;
}

std::string_view Shape::text(std::string_view member, std::size_t bytes_max, Presence presence) {
    const boost::json::value* found = find(member, presence);
    if (found == nullptr) return {};
    if (!found->is_string()) return fail(member, "isn't a string"), std::string_view();
    const std::string_view value(found->get_string().data(), found->get_string().size());
    if (value.empty() && presence == required) fail(member, "is empty");
    if (value.size() > bytes_max) fail(member, "is longer than " + std::to_string(bytes_max) + " bytes");
    if (std::any_of(value.begin(), value.end(), is_control)) fail(member, "has control characters");
    return value;
}

std::string_view Shape::word(std::string_view member, std::initializer_list<std::string_view> words,
                             Presence presence) {
    const std::string_view value = text(member, 64, presence);
    if (value.empty() && presence == optional) return value;
    if (std::find(words.begin(), words.end(), value) != words.end()) return value;
    std::string known;
    for (const std::string_view word : words)
        known += (known.empty() ? "" : ", ") + std::string(word);
    fail(member, "isn't one of " + known);
    return value;
}

std::string_view Shape::url(std::string_view member, Presence presence) {
    const std::string_view value = text(member, url_bytes_max, presence);
    if (value.empty()) return value;
    const std::size_t scheme = value.starts_with("https://") ? 8 : value.starts_with("http://") ? 7 : 0;
    const bool printable =
        std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c <= '~' && c != '\\'; });
    if (scheme == 0 || value.size() == scheme || value[scheme] == '/' || !printable)
        fail(member, "isn't an http or https URL");
    return value;
}

bool Shape::boolean(std::string_view member, bool absent) {
    const boost::json::value* found = find(member, optional);
    if (found == nullptr) return absent;
    if (!found->is_bool()) return fail(member, "isn't true or false"), absent;
    return found->get_bool();
}

void Shape::number(std::string_view member, std::int64_t least, std::int64_t most, Presence presence) {
    const boost::json::value* found = find(member, presence);
    if (found == nullptr) return;
    if (!found->is_int64() || found->get_int64() < least || found->get_int64() > most)
        fail(member, "isn't a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

const boost::json::array* Shape::list(std::string_view member, std::size_t size_max, Presence presence) {
    const boost::json::value* found = find(member, presence);
    if (found == nullptr) return nullptr;
    if (!found->is_array()) return fail(member, "isn't a list"), nullptr;
    if (found->get_array().size() > size_max) fail(member, "has more than " + std::to_string(size_max) + " elements");
    return &found->get_array();
}

const boost::json::object* Shape::object(std::string_view member, Presence presence) {
    const boost::json::value* found = find(member, presence);
    if (found == nullptr) return nullptr;
    if (!found->is_object()) return fail(member, "isn't an object"), nullptr;
    return &found->get_object();
}

const boost::json::array* Shape::names(std::string_view member, Presence presence) {
    const boost::json::array* found = list(member, 64, presence);
    if (found == nullptr) return nullptr;
    for (const boost::json::value& value : *found) {
        const boost::json::string* name = value.if_string();
        if (name == nullptr || name->empty() || name->size() > 255 ||
            !std::all_of(name->begin(), name->end(), is_name_character))
            fail(member, "has an element that isn't a lower-case name");
    }
    return found;
}

}  // namespace obolus::plugin_host
