#include "hub/claim.hpp"

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
json::object body_of(const hub::WaitingThing& thing) {
    json::array names;
    for (const std::string& name : thing.names)
        names.emplace_back(name);
    return {{"title", thing.title},
            {"url", thing.url},
            {"amount", to_json(thing.amount)},
            {"givers", thing.givers},
            {"names", std::move(names)}};
}

json::object body_of(const hub::WaitingByHandle& waiting) {
    return {{"identity", to_json(waiting.identity)},
            {"amount", to_json(waiting.amount)},
            {"claimable_from", base::to_rfc3339(waiting.claimable_from)}};
}

json::object body_of(const hub::ClaimPreview& claim) {
    json::array things;
    for (const hub::WaitingThing& thing : claim.things)
        things.push_back(body_of(thing));
    json::array by_handle;
    for (const hub::WaitingByHandle& waiting : claim.by_handle)
        by_handle.push_back(body_of(waiting));
    json::object body{{"identities", to_json_array(claim.identities)},
                      {"member", static_cast<bool>(claim.member)},
                      {"waiting", to_json(claim.waiting)},
                      {"own", to_json(claim.own)},
                      {"givers", claim.givers},
                      {"flattrs_waiting", claim.flattrs_waiting},
                      {"things", std::move(things)},
                      {"by_handle", std::move(by_handle)},
                      {"until", nullptr}};
    if (claim.until) body["until"] = base::to_rfc3339(*claim.until);
    return body;
}

json::object body_of(const hub::ClaimReceipt& receipt) {
    return {{"id", receipt.id}, {"released", to_json(receipt.released)}, {"refunded", to_json(receipt.refunded)}};
}

json::object body_of(const hub::DeclineReceipt& receipt) {
    return {{"returned", to_json(receipt.returned)}, {"givers", receipt.givers}};
}
}  // namespace

Awaitable<http::Response> show_claim(DoorPtr door, http::Request, Caller caller) {
    hub::PreviewClaim question{caller.session_token};
    const Result<hub::ClaimPreview> preview = co_await ask(door->hub, &hub::preview_claim, std::move(question));
    if (!preview) co_return problem_response(preview.error());
    co_return json_response(200, body_of(preview.value()));
}

Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::AcceptClaim command{caller.session_token};
    const Result<hub::ClaimReceipt> receipt = co_await run(door->hub, &hub::accept_claim, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(200, body_of(receipt.value()));
}

Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::DeclineClaim command{caller.session_token};
    const Result<hub::DeclineReceipt> receipt = co_await run(door->hub, &hub::decline_claim, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(200, body_of(receipt.value()));
}

}  // namespace obolus::api
