#include <charconv>

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/id_change.hpp"

namespace obolus::api {

Awaitable<http::Response> object_to_id_change(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    const std::string_view number = request.parameter("number");
    hub::ObjectToIdChange command{caller.session_token, 0};
    const auto read = std::from_chars(number.data(), number.data() + number.size(), command.number);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size())
        co_return problem_response(identity::Refusal::id_change_unknown);
    const Result<hub::IdChangeEnded> ended = co_await run(door->hub, &hub::object_to_id_change, std::move(command));
    if (!ended) co_return problem_response(ended.error());
    co_return json_response(200, {{"number", ended.value().number}, {"state", "objected"}});
}

}  // namespace obolus::api
