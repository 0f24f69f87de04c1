#include <optional>

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/close_month.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
json::object body_of(const hub::MonthStatus& month) {
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

json::object body_of(const std::vector<hub::MonthStatus>& months) {
    json::array list;
    for (const hub::MonthStatus& month : months)
        list.push_back(body_of(month));
    return {{"months", std::move(list)}};
}

json::object body_of(base::Month month) { return {{"month", base::to_string(month)}}; }
}  // namespace

Awaitable<http::Response> list_months(DoorPtr door, http::Request, Caller) {
    const hub::ListMonths question;
    const Result<std::vector<hub::MonthStatus>> months = co_await ask(door->hub, &hub::list_months, question);
    if (!months) co_return problem_response(months.error());
    co_return json_response(200, body_of(months.value()));
}

// One bounded step per request: no request waits for a whole month, and a client that dies half-way leaves a month that
// the next request goes on with. 202 says "call again", 200 says "closed".
Awaitable<http::Response> close_month(DoorPtr door, http::Request request, Caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    const std::optional<base::Month> month = base::parse_month(request.parameter("month"));
    if (!month) co_return problem_response(hub::RequestRefusal::month_malformed, "month");

    hub::CloseMonth command{*month};
    const Result<hub::MonthStatus> status = co_await run(door->hub, &hub::close_month, std::move(command));
    if (!status) co_return problem_response(status.error());
    co_return json_response(status.value().phase == hub::MonthPhase::closed ? 200 : 202, body_of(status.value()));
}

Awaitable<http::Response> end_month(DoorPtr door, http::Request request, Caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    const hub::EndMonthEarly command;
    const Result<base::Month> ended = co_await run(door->hub, &hub::end_month_early, command);
    if (!ended) co_return problem_response(ended.error());
    co_return json_response(200, body_of(ended.value()));
}

}  // namespace obolus::api
