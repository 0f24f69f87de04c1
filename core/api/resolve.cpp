#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

namespace {
constexpr std::size_t text_bytes_max = 2048;
constexpr std::size_t provider_bytes_max = 64;

boost::json::object body_of(const oauth::Resolved& found) {
    // Whoever asks has given nothing yet, so no name (rule 25).
    identity::ExternalIdentity nameless = found.owner;
    nameless.name.clear();
    return {{"owner", to_json(nameless)},
            {"thing", {{"key", found.thing_key}, {"url", found.thing_url}, {"title", found.thing_title}}}};
}
}  // namespace

Awaitable<http::Response> resolve_text(DoorPtr door, http::Request request, Caller) {
    Fields query = Fields::of_query(request);
    std::string text = query.text("text", text_bytes_max);
    std::string provider = query.optional_text("provider", provider_bytes_max);
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    const Result<oauth::Resolved> resolved = co_await door->platforms.resolve(std::move(text), std::move(provider));
    if (!resolved) co_return problem_response(resolved.error(), "text");
    co_return json_response(200, body_of(resolved.value()));
}

}  // namespace obolus::api
