#include "plugin_host/config.hpp"

#include <boost/json/value.hpp>

#include "plugin_host/shape.hpp"

namespace obolus::plugin_host {

namespace {

namespace json = boost::json;

bool has_type(const json::value& value, std::string_view type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64();
    if (type == "boolean") return value.is_bool();
    if (type == "list") return value.is_array();
    return value.is_object();
}

void add(std::string& problems, std::string sentence) {
    if (!problems.empty()) problems += "; ";
    problems += sentence;
}

std::string keys_of(const json::object& schema) {
    std::string keys;
    for (const auto& key : schema)
        keys += (keys.empty() ? "" : ", ") + std::string(key.key());
    return keys.empty() ? "none" : keys;
}

void check_settings(const json::object& settings, const json::object& schema, std::string& problems) {
    for (const auto& setting : settings) {
        const json::value* described = schema.if_contains(setting.key());
        const std::string name = "settings." + std::string(setting.key());
        if (described == nullptr) {
            add(problems, name + " isn't a setting of this plugin; it has " + keys_of(schema));
            continue;
        }
        const json::string& type = described->get_object().at("type").get_string();
        if (!has_type(setting.value(), {type.data(), type.size()}))
            add(problems, name + " must be of type " + std::string(type));
        const json::value* secret = described->get_object().if_contains("secret");
        if (secret != nullptr && secret->get_bool())
            add(problems, name + " is a secret, which the hub keeps: set it beside settings");
    }
    for (const auto& key : schema) {
        const json::value* needed = key.value().get_object().if_contains("required");
        if (needed != nullptr && needed->get_bool() && !settings.contains(key.key()))
            add(problems, "settings." + std::string(key.key()) + " is missing");
    }
}

}  // namespace

std::string check_config(const json::object& config, const Manifest& manifest) {
    std::string problems;
    Shape shape(config, "", problems);
    shape.only({"settings", "endpoints", "instance"});
    shape.text("instance", 255, Shape::optional);
    const json::object* endpoints = shape.object("endpoints", Shape::optional);
    const json::object* settings = shape.object("settings", Shape::optional);
    if (!shape.sound()) return problems;
    if (endpoints != nullptr) {
        Shape urls(*endpoints, "endpoints", problems);
        for (const auto& endpoint : *endpoints)
            urls.url({endpoint.key().data(), endpoint.key().size()}, Shape::required);
    }
    const json::object none;
    const json::object* schema = manifest.config_schema.if_object();
    check_settings(settings != nullptr ? *settings : none, schema != nullptr ? *schema : none, problems);
    return problems;
}

}  // namespace obolus::plugin_host
