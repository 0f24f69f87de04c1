#include "api/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/check.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
/// What to do now; `url` is null when the answer isn't on a page of this hub.
json::object next_json(const hub::RefusalRow& row) {
    return {{"label", row.next}, {"url", row.next_url.empty() ? json::value() : json::value(row.next_url)}};
}

json::object to_json(const std::error_code& error, const std::string& field) {
    json::object body = problem_json(hub::describe(error));
    if (!field.empty()) body["field"] = field;
    return body;
}

http::Response respond(const hub::RefusalRow& row, const json::object& body) {
    http::Response response = http::text_response(row.status, "application/problem+json", json::serialize(body));
    response.refusal = row.name;
    response.headers.emplace_back("Cache-Control", "no-store");
    constexpr int service_unavailable = 503;
    if (row.status == service_unavailable) response.headers.emplace_back("Retry-After", "5");
    return response;
}
}  // namespace

json::object problem_json(const hub::RefusalRow& row) {
    return {{"type", "/problems/" + std::string(row.name)},
            {"title", row.title},
            {"status", row.status},
            {"detail", row.why},
            {"name", row.name},
            {"next", next_json(row)}};
}

http::Response problem_response(const std::error_code& error, const std::string& field) {
    return respond(hub::describe(error), to_json(error, field));
}

http::Response problem_response(const std::vector<Problem>& problems) {
    OBOLUS_CHECK(!problems.empty());
    json::object body = to_json(problems.front().error, problems.front().field);
    if (problems.size() > 1) {
        json::array all;
        for (const Problem& problem : problems) {
            const hub::RefusalRow& row = hub::describe(problem.error);
            all.push_back(json::object{
                {"field", problem.field}, {"name", row.name}, {"detail", row.why}, {"next", next_json(row)}});
        }
        body["problems"] = std::move(all);
    }
    return respond(hub::describe(problems.front().error), body);
}

}  // namespace obolus::api
