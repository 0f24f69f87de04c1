#include "api/views.hpp"

#include <string_view>

#include <boost/json/serialize.hpp>

namespace obolus::api {

namespace json = boost::json;

json::object thing_json(const std::string& key, const std::string& url, const std::string& title) {
    return {{"key", key}, {"url", url}, {"title", title}};
}

json::value time_or_null(base::Time time) {
    return time == base::Time{} ? json::value() : json::value(base::to_rfc3339(time));
}

json::object to_json(const money::Amount& amount) {
    return {{"amount", money::to_decimal(amount)}, {"currency", amount.currency().code()}};
}

json::object budget_json(const money::Amount& plan, const money::Amount& reserved, const money::Amount& wallet) {
    return {{"monthly", to_json(plan)}, {"reserved", to_json(reserved)}, {"wallet", to_json(wallet)}};
}

json::object to_json(const identity::ExternalIdentity& identity) {
    return {{"id", identity::to_string(identity.key)},
            {"provider", identity.key.provider},
            {"handle", identity.handle},
            {"name", identity.name},
            {"profile_url", identity.profile_url},
            {"kind", identity.kind}};
}

json::object to_json(const hub::FlattrView& flattr) {
    return {{"id", flattr.id},
            {"thing", thing_json(flattr.thing_key, flattr.thing_url, flattr.thing_title)},
            {"owner", to_json(flattr.owner)},
            {"at", base::to_rfc3339(flattr.at)}};
}

json::object to_json(const hub::LineView& line) {
    return {{"id", line.id},
            {"month", base::to_string(line.month)},
            {"thing", thing_json(line.thing_key, line.thing_url, line.thing_title)},
            {"identity", to_json(line.identity)},
            {"amount", to_json(line.amount)},
            {"state", line.state},
            {"gift", line.is_gift},
            {"giver", line.giver.empty() ? json::value() : json::value(line.giver)},
            {"at", base::to_rfc3339(line.at)}};
}

json::object to_json(const hub::NoticeView& notice) {
    json::object parameters;
    for (const auto& [name, value] : notice.parameters)
        parameters[name] = value;
    return {{"kind", notice.kind}, {"parameters", std::move(parameters)}, {"at", base::to_rfc3339(notice.at)}};
}

http::Response json_response(int status, const json::object& body) {
    http::Response response = http::text_response(status, "application/json", json::serialize(body));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace obolus::api
