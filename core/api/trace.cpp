#include "hub/trace.hpp"

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
constexpr std::size_t id_bytes_max = 128;

json::object body_of(const hub::TraceStep& step) {
    return {{"depth", step.depth},
            {"id", step.id},
            {"kind", step.kind},
            {"at", base::to_rfc3339(step.at)},
            {"from", step.from},
            {"to", step.to},
            {"amount", to_json(step.amount)}};
}

json::array body_of(const std::vector<hub::TraceStep>& steps) {
    json::array list;
    for (const hub::TraceStep& step : steps)
        list.push_back(body_of(step));
    return list;
}
}  // namespace

Awaitable<http::Response> trace_money(DoorPtr door, http::Request request, Caller) {
    Fields query = Fields::of_query(request);
    hub::TraceMoney question{query.text("id", id_bytes_max)};
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    const Result<hub::Trace> trace = co_await ask(door->hub, &hub::trace, std::move(question));
    if (!trace) co_return problem_response(trace.error());
    co_return json_response(200, {{"subject", body_of(trace.value().subject)},
                                  {"origins", body_of(trace.value().origins)},
                                  {"fates", body_of(trace.value().fates)},
                                  {"complete", trace.value().complete}});
}

}  // namespace obolus::api
