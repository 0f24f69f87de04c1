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

json::object to_json(const hub::MonthStatus& month) {
    return {{"month", base::to_string(month.month)},
            {"phase", hub::to_string(month.phase)},
            {"ends_at", base::to_rfc3339(month.ends_at)},
            {"flattrs", month.flattrs},
            {"givers", month.givers},
            {"givers_closed", month.givers_closed},
            {"shares", month.shares},
            {"shares_paid", month.shares_paid},
            {"recipients", month.recipients},
            {"seconds_left", month.left ? json::value(month.left->count()) : nullptr},
            {"reserved", to_json(month.reserved)},
            {"divided", to_json(month.divided)}};
}

json::object to_json(const hub::TraceStep& step) {
    return {{"depth", step.depth},
            {"id", step.id},
            {"kind", step.kind},
            {"at", base::to_rfc3339(step.at)},
            {"from", step.from},
            {"to", step.to},
            {"amount", to_json(step.amount)}};
}

json::object to_json(const hub::Trace& trace) {
    return {{"subject", to_json(trace.subject)},
            {"origins", to_json_array(trace.origins)},
            {"fates", to_json_array(trace.fates)},
            {"complete", trace.complete}};
}

http::Response json_response(int status, const json::object& body) {
    http::Response response = http::text_response(status, "application/json", json::serialize(body));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace obolus::api
