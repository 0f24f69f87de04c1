#include <boost/json/array.hpp>

#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

Awaitable<http::Response> list_problems(DoorPtr, http::Request, Caller) {
    boost::json::array list;
    for (const hub::RefusalRow& row : hub::all_refusals())
        list.push_back(problem_json(row));
    co_return json_response(200, {{"problems", std::move(list)}});
}

Awaitable<http::Response> show_problem(DoorPtr, http::Request request, Caller) {
    const hub::RefusalRow* row = hub::find_refusal(request.parameter("name"));
    if (row == nullptr) co_return problem_response(hub::RequestRefusal::page_unknown);
    co_return json_response(200, problem_json(*row));
}

}  // namespace obolus::api
