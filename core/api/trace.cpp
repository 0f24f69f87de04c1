#include "hub/trace.hpp"

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

namespace {
constexpr std::size_t id_bytes_max = 128;
}  // namespace

Awaitable<http::Response> trace_money(DoorPtr door, http::Request request, Caller) {
    Fields query = Fields::of_query(request);
    hub::TraceMoney question{query.text("id", id_bytes_max)};
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    const Result<hub::Trace> trace = co_await ask(door->hub, &hub::trace, std::move(question));
    if (!trace) co_return problem_response(trace.error());
    co_return json_response(200, to_json(trace.value()));
}

}  // namespace obolus::api
