#include "plugin_host/manifest.hpp"

#include <algorithm>

#include <boost/json/object.hpp>

#include "obolus/draft/identity_provider.h"
#include "plugin_host/shape.hpp"

namespace obolus::plugin_host {

namespace {

std::vector<std::string> texts(const boost::json::array* list) {
    std::vector<std::string> copied;
    if (list == nullptr) return copied;
    for (const boost::json::value& value : *list) {
        if (const boost::json::string* text = value.if_string()) copied.emplace_back(text->data(), text->size());
    }
    return copied;
}

std::vector<std::string> words(Shape& shape, std::string_view member, std::initializer_list<std::string_view> known,
                               Shape::Presence presence = Shape::required) {
    std::vector<std::string> found = texts(shape.names(member, presence));
    for (const std::string& word : found) {
        if (std::find(known.begin(), known.end(), word) == known.end())
            shape.fail(member, "has the unknown word " + word);
    }
    return found;
}

void check_schema(const boost::json::object& schema, std::string& problem) {
    for (const auto& member : schema) {
        const std::string place = "config_schema." + std::string(member.key());
        if (!member.value().is_object()) {
            problem = place + " isn't an object";
            return;
        }
        Shape key(member.value().get_object(), place, problem);
        key.only({"type", "required", "secret", "description"});
        key.word("type", {"string", "integer", "boolean", "list", "object"}, Shape::required);
        key.boolean("required", false);
        key.boolean("secret", false);
        key.text("description", 500, Shape::optional);
    }
}

}  // namespace

std::optional<Manifest> read_manifest(std::string_view bytes, std::string& problem) {
    const auto value = parse_message(bytes, problem);
    if (!value) return std::nullopt;
    if (!value->is_object()) return problem = "it isn't an object", std::nullopt;
    Shape shape(value->get_object(), "", problem);
    shape.only({"interface", "id", "version", "display_name", "flows", "hosts", "redirect_hosts", "id_scope",
                "handles_recyclable", "claim_by", "quirks", "credentials", "config_schema"});
    const std::string_view interface_id = shape.text("interface", 100, Shape::required);
    if (shape.sound() && interface_id != OBOLUS_IDENTITY_PROVIDER)
        shape.fail("interface", "is another than this hub's, which is " OBOLUS_IDENTITY_PROVIDER);
    Manifest manifest;
    manifest.id = shape.text("id", 32, Shape::required);
    manifest.version = shape.text("version", 32, Shape::required);
    manifest.display_name = shape.text("display_name", 64, Shape::required);
    manifest.flows = words(shape, "flows",
                           {"login", "lookup", "thing_owner", "notify", "register_client", "revoke", "check_config"});
    if (manifest.flows.empty()) shape.fail("flows", "is empty");
    manifest.hosts = texts(shape.names("hosts", Shape::required));
    manifest.redirect_hosts = texts(shape.names("redirect_hosts", Shape::required));
    manifest.id_scope = shape.word("id_scope", {"global", "instance", "app"}, Shape::required);
    manifest.handles_recyclable = shape.boolean("handles_recyclable", true);
    manifest.claim_by = words(shape, "claim_by", {"id", "handle", "url", "link_code"});
    manifest.quirks = words(shape, "quirks", {"no_pkce"});
    manifest.credentials = words(shape, "credentials", {"client_id", "client_secret", "app_token"}, Shape::optional);
    if (manifest.credentials.empty()) manifest.credentials = {"client_id", "client_secret"};
    if (const boost::json::object* schema = shape.object("config_schema", Shape::required)) {
        if (shape.sound()) check_schema(*schema, problem);
        manifest.config_schema = *schema;
    }
    if (!problem.empty()) return std::nullopt;
    return manifest;
}

}  // namespace obolus::plugin_host
