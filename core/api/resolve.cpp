#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace {
constexpr std::size_t text_bytes_max = 2048;

boost::json::object body_of(const oauth::Resolved& found) {
    return {{"owner", to_json(found.owner)},
            {"thing", {{"key", found.thing_key}, {"url", found.thing_url}, {"title", found.thing_title}}}};
}
}  // namespace

Awaitable<http::Response> resolve_text(DoorPtr door, http::Request request) {
    const Result<std::string> token = token_for_reading(request);
    if (!token) co_return problem_response(token.error());
    // Members only: each new text may cost the operator a call to the platform.
    const Result<base::MemberId> member = co_await find_member(door, token.value());
    if (!member) co_return problem_response(member.error());

    const auto text = http::find(request.query, "text");
    const auto provider = http::find(request.query, "provider");
    if (!text) co_return problem_response(hub::RequestRefusal::field_missing, "text");
    if (text->empty()) co_return problem_response(hub::RequestRefusal::field_empty, "text");
    if (text->size() > text_bytes_max) co_return problem_response(hub::RequestRefusal::field_too_long, "text");
    std::string wanted(*text);
    std::string platform(provider.value_or(""));
    const Result<oauth::Resolved> resolved = co_await door->platforms.resolve(std::move(wanted), std::move(platform));
    if (!resolved) co_return problem_response(resolved.error(), "text");
    co_return json_response(200, body_of(resolved.value()));
}

}  // namespace obolus::api
