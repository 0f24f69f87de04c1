#include "oauth/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace obolus::oauth {

namespace json = boost::json;

namespace {
constexpr std::size_t depth_max = 32;
}  // namespace

std::optional<std::string_view> string_at(const json::object& object, std::string_view name) {
    const json::value* const found = object.if_contains(name);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string_view(found->get_string());
}

std::string text_at(const json::object& object, std::string_view name) {
    return std::string(string_at(object, name).value_or(""));
}

bool true_at(const json::object& object, std::string_view name) {
    const json::value* const found = object.if_contains(name);
    return found != nullptr && found->is_bool() && found->get_bool();
}

const json::object* object_at(const json::object& object, std::string_view name) {
    const json::value* const found = object.if_contains(name);
    return found == nullptr ? nullptr : found->if_object();
}

const json::array* array_at(const json::object& object, std::string_view name) {
    const json::value* const found = object.if_contains(name);
    return found == nullptr ? nullptr : found->if_array();
}

std::optional<http::Fields> fields_at(const json::object& object, std::string_view name) {
    http::Fields fields;
    if (!object.contains(name)) return fields;
    const json::array* const list = array_at(object, name);
    if (list == nullptr) return std::nullopt;
    for (const json::value& entry : *list) {
        const json::array* const pair = entry.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string())
            return std::nullopt;
        fields.emplace_back(std::string_view((*pair)[0].get_string()), std::string_view((*pair)[1].get_string()));
    }
    return fields;
}

json::array to_json(const http::Fields& fields) {
    json::array list;
    for (const auto& [name, value] : fields)
        list.push_back(json::array{name, value});
    return list;
}

std::optional<json::object> parse_object(std::string_view text) {
    json::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code ec;
    json::value value = json::parse(text, ec, {}, options);
    if (ec || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

}  // namespace obolus::oauth
