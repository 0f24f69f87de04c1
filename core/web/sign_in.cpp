#include "hub/sign_in.hpp"

#include <chrono>

#include "base/crypto.hpp"
#include "http/cookie.hpp"
#include "http/same_origin.hpp"
#include "hub/claim.hpp"
#include "web/entry.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
/// Holds the sealed sign-in under way.
constexpr std::string_view sign_in_cookie = "obolus_sign_in";
constexpr std::chrono::seconds sign_in_life{600};

/// Begins where a sign-in returns to that is made beside the one before: how one signs in on both sides (rule 13), or
/// proves again who one is. Only start_link puts it there, never a form's return_to.
constexpr std::string_view beside = "/link?to=";

std::string local_path_or(const std::string& path, const std::string& otherwise) {
    return http::is_local_path(path) && !path.starts_with("/link") ? path : otherwise;
}

Page sign_in_page(const Door& door, const std::string& return_to) {
    View view;
    view.text("return_to", return_to).list("providers", provider_views(door));
    return {"sign_in", "Sign in", std::move(view)};
}

/// A page that sends the browser on, instead of a redirect: Chromium applies form-action to where a form's answer
/// redirects.
http::Response continue_response(const Door& door, const Visitor& visitor, const oauth::StartedSignIn& started) {
    View view;
    view.text("url", started.redirect_url);
    http::Response response =
        show(door, visitor, {"continue", "Continue to sign in", std::move(view), 200, started.redirect_url});
    response.headers.push_back(http::set_host_cookie(sign_in_cookie, started.sealed, sign_in_life));
    return response;
}

http::Response without_traces(http::Response response) {
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    if (!http::find_header(response.headers, "Cache-Control"))
        response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

http::Response signed_in_response(const std::string& token, std::chrono::seconds life, const std::string& path) {
    http::Response response = http::redirect_response(path);
    response.headers.push_back(http::clear_host_cookie(sign_in_cookie));
    response.headers.push_back(http::set_host_cookie(hub::session_cookie, token, life));
    return without_traces(std::move(response));
}

/// A refused callback: its sign-in is over, so its cookie goes.
http::Response refused_response(const Door& door, const Visitor& visitor, const std::error_code& error) {
    http::Response response = show_refusal(door, visitor, error);
    response.headers.push_back(http::clear_host_cookie(sign_in_cookie));
    return without_traces(std::move(response));
}

/// Sends the browser to the platform that the form names.
Awaitable<http::Response> continue_to_platform(DoorPtr door, Visitor visitor, http::Fields form,
                                               std::string return_to) {
    const Result<oauth::StartedSignIn> started =
        co_await door->platforms.start_sign_in(field(form, "provider"), field(form, "instance"), std::move(return_to));
    if (!started) co_return show_refusal(*door, visitor, started.error());
    co_return continue_response(*door, visitor, started.value());
}

/// Where a fresh session goes: to what waits for it, to opening an account, or where it was going.
Awaitable<std::string> first_page(DoorPtr door, std::string token, bool is_member, std::string return_to) {
    hub::PreviewClaim question{std::move(token)};
    const Result<hub::ClaimPreview> preview = co_await ask(door->hub, &hub::preview_claim, std::move(question));
    const bool waits = preview && (!preview.value().waiting.is_zero() || !preview.value().own.is_zero());
    if (waits && !is_member) co_return "/claim";
    if (!is_member) co_return "/welcome";
    co_return local_path_or(return_to, "/me");
}
}  // namespace

Awaitable<http::Response> show_sign_in(DoorPtr door, http::Request request) {
    const std::string return_to = local_path_or(std::string(http::find(request.query, "to").value_or("")), "");
    const Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    co_return show(*door, visitor.value(), sign_in_page(*door, return_to));
}

Awaitable<http::Response> start_sign_in(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    // Nobody has a session to bind a token to yet; that the form is ours is said by Origin, and the flow by its own
    // cookie.
    const Result<http::Fields> form = read_form(*door, request);
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());
    std::string return_to = local_path_or(field(form.value(), "return_to"), "/me");
    co_return co_await continue_to_platform(door, visitor.value(), form.value(), std::move(return_to));
}

Awaitable<http::Response> start_link(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    std::string return_to = std::string(beside) + local_path_or(field(entry.form, "to"), "/claim");
    co_return co_await continue_to_platform(door, entry.visitor, entry.form, std::move(return_to));
}

Awaitable<http::Response> finish_sign_in(DoorPtr door, http::Request request) {
    const Result<Visitor> found = co_await find_visitor(door, request);
    if (!found) co_return without_traces(show_refusal(*door, {}, found.error()));
    const Visitor& visitor = found.value();

    const std::string sealed = request.cookie(http::host_cookie_name(sign_in_cookie)).value_or("");
    Result<oauth::CallbackSignIn> callback =
        door->platforms.open_callback(request.parameter("provider"), sealed, request.query);
    // Its cookie stays: a forged callback must not end the sign-in that this browser really has under way.
    if (!callback) co_return without_traces(show_refusal(*door, visitor, callback.error()));

    hub::ConsumeSignIn consume{callback.value().flow_id, callback.value().expires_at};
    const Result<hub::Done> consumed = co_await run(door->hub, &hub::consume_sign_in, std::move(consume));
    if (!consumed) co_return refused_response(*door, visitor, consumed.error());

    std::string return_to = callback.value().return_to;
    oauth::CallbackSignIn opened = std::move(callback.value());
    Result<std::vector<identity::ExternalIdentity>> identities =
        co_await door->platforms.finish_sign_in(std::move(opened));
    if (!identities) co_return refused_response(*door, visitor, identities.error());

    const bool keeps = return_to.starts_with(beside);
    const std::string token = base::random_token();
    hub::SignIn command{token, std::move(identities.value()), visitor.token, keeps};
    const Result<hub::SessionView> session = co_await run(door->hub, &hub::sign_in, std::move(command));
    door->sessions.forget(visitor.token);
    if (!session) co_return refused_response(*door, visitor, session.error());
    const bool is_member = static_cast<bool>(session.value().member);
    if (keeps) {
        return_to.erase(0, beside.size());
    } else {
        return_to = co_await first_page(door, token, is_member, return_to);
    }
    co_return signed_in_response(token, door->hub.rules().session_ttl, return_to);
}

Awaitable<http::Response> sign_out(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::SignOut command{entry.visitor.token};
    const Result<hub::Done> done = co_await run(door->hub, &hub::sign_out, std::move(command));
    door->sessions.forget(entry.visitor.token);
    if (!done) co_return show_refusal(*door, entry.visitor, done.error());
    const Flash flash{Message::signed_out, {}};
    http::Response response = go_to(*door, "/", flash);
    response.headers.push_back(http::clear_host_cookie(hub::session_cookie));
    co_return response;
}

}  // namespace obolus::web
