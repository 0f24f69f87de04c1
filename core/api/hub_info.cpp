#include <boost/json/array.hpp>

#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
json::array providers_json(const Door& door) {
    json::array providers;
    for (const oauth::ProviderInfo& provider : door.platforms.providers())
        providers.push_back(json::object{
            {"name", provider.name}, {"display_name", provider.display_name}, {"in_service", !provider.quarantined}});
    return providers;
}

json::object describe_hub(const Door& door) {
    const hub::Rules& rules = door.hub.rules();
    return {{"id", rules.hub_id},
            {"name", door.options.hub_name.empty() ? rules.hub_id : door.options.hub_name},
            {"currency", rules.currency.code()},
            {"version", door.options.version},
            {"license", "AGPL-3.0-or-later"},
            {"source_url", door.options.source_url.empty() ? json::value() : json::value(door.options.source_url)},
            {"providers", providers_json(door)}};
}
}  // namespace

Awaitable<http::Response> show_hub(DoorPtr door, http::Request, Caller) {
    co_return json_response(200, describe_hub(*door));
}

Awaitable<http::Response> list_providers(DoorPtr door, http::Request, Caller) {
    co_return json_response(200, {{"providers", providers_json(*door)}});
}

}  // namespace obolus::api
