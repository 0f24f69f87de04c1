#include "oauth/flow.hpp"

#include <algorithm>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "http/await.hpp"
#include "http/text.hpp"
#include "oauth/json.hpp"

namespace obolus::oauth {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds request_timeout{10'000};

std::string fresh_entropy() {
    const std::string bytes = base::random_bytes(32);
    return base::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// A plugin's own words are for the operator's log; control characters would forge lines there.
std::string for_log(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return text.substr(0, 300);
}

}  // namespace

Flow::Flow(FlowTools tools, const Provider& provider, std::string kind, std::string instance)
    : tools_(tools),
      provider_(provider),
      kind_(std::move(kind)),
      instance_(std::move(instance)),
      deadline_(std::chrono::steady_clock::now() + (kind_ == "revoke" ? limits_.revoke_time : limits_.time)) {
    slots["$client_id"] = provider_.options.client_id;
}

std::chrono::milliseconds Flow::time_left() const {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

asio::awaitable<base::Result<FlowEnd>> Flow::run(json::object trigger, json::value state) {
    for (int effects = 0; effects < limits_.effects_max; ++effects) {
        if (time_left().count() == 0) co_return base::Fault::timed_out;
        base::Result<json::object> output = co_await step(trigger, state);
        if (!output) co_return output.error();
        const json::object* const found = object_at(output.value(), "effect");
        if (found == nullptr) co_return plugin_nonsense("its output has no effect");
        const json::object effect = *found;
        state = output.value()["state"];

        const std::string kind = text_at(effect, "kind");
        if (kind == "done" || kind == "redirect_user") {
            FlowEnd end{effect, state, heard_};
            co_return end;
        }
        if (kind == "fail") co_return failure(effect);
        if (kind == "wait") {
            const base::Result<void> waited = co_await wait(effect);
            if (!waited) co_return waited.error();
        } else if (kind == "http") {
            base::Result<json::object> answer = co_await ask(effect);
            if (!answer) co_return answer.error();
            trigger = std::move(answer.value());
        } else {
            co_return plugin_nonsense("it asks for an unknown effect");
        }
    }
    spdlog::error("oauth: {}: a {} took more than {} effects", provider_.options.name, kind_, limits_.effects_max);
    co_return base::Fault::timed_out;
}

asio::awaitable<base::Result<json::object>> Flow::step(json::object trigger, json::value state) {
    json::object config = provider_.config;
    config["instance"] = instance_;
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(tools_.clock().time_since_epoch()).count();
    json::object event{{"flow", kind_},  {"config", std::move(config)},  {"now", now}, {"entropy", fresh_entropy()},
                       {"state", state}, {"trigger", std::move(trigger)}};
    const Plugins* const plugins = &tools_.plugins;
    const std::string entry = provider_.options.name;
    std::function<void(Plugins::Done<json::object>)> start = [plugins, entry, event](Plugins::Done<json::object> done) {
        plugins->step(entry, event, std::move(done));
    };
    const base::Result<json::object> late = base::Fault::timed_out;
    base::Result<json::object> output =
        co_await http::await_callback<base::Result<json::object>>(std::move(start), time_left(), late);
    co_return output;
}

asio::awaitable<base::Result<json::object>> Flow::ask(json::object effect) {
    std::optional<std::string> proven_token = dpop_token(effect, slots);
    const char* const token_type = proven_token ? "DPoP" : "bearer";
    base::Result<http::ClientResponse> response = co_await send(effect, std::move(proven_token));
    if (!response) co_return response.error();
    body_bytes_ += response.value().body.size();
    if (true_at(effect, "token_response")) {
        const base::Result<void> checked = check_token_response(response.value(), token_type);
        if (!checked) co_return checked.error();
    }
    const bool success = response.value().status >= 200 && response.value().status < 300;
    if (success && !text_at(effect, "id_token").empty()) {
        base::Result<json::object> verified = co_await verify(effect, response.value());
        co_return verified;
    }
    if (success && is_about_another(effect, response.value())) {
        spdlog::warn("oauth: {}: userinfo is about another subject than the ID token", provider_.options.name);
        co_return Refusal::identity_invalid;
    }
    heard_ = heard_ || success;
    co_return read_answer(effect, response.value(), provider_.options, slots);
}

asio::awaitable<base::Result<http::ClientResponse>> Flow::send(json::object effect,
                                                               std::optional<std::string> proven_token) {
    if (proven_token && !dpop_key_) dpop_key_ = SigningKey::make();
    std::string fresh;
    for (int attempt = 1;; ++attempt) {
        // Built anew each time: an assertion inside it is good for one use.
        base::Result<http::ClientRequest> request =
            build_request(effect, slots, provider_.options, provider_.pkce, tools_.clock());
        if (!request) co_return request.error();
        request.value().timeout = std::min(request_timeout, time_left());
        request.value().body_bytes_max = limits_.body_bytes_max - body_bytes_;
        if (proven_token)
            request.value().headers.emplace_back(
                "DPoP", dpop_proof(*dpop_key_, request.value().method, request.value().url, *proven_token, fresh,
                                   tools_.clock()));
        base::Result<http::ClientResponse> response = co_await tools_.client.send(std::move(request.value()));
        if (!response) co_return no_answer(response.error());
        // One nonce is the server's to want; a second one would be a loop.
        const auto wanted = proven_token && attempt == 1 ? wanted_dpop_nonce(response.value()) : std::nullopt;
        if (!wanted) co_return response;
        fresh = *wanted;
    }
}

// What the plugin asked for can't be asked: its fault or the config's. Everything else is the platform's.
std::error_code Flow::no_answer(const std::error_code& error) const {
    spdlog::warn("oauth: {}: no answer from the platform: {}", provider_.options.name, error.message());
    if (error == http::Refusal::response_too_large || error == http::Refusal::response_malformed)
        return base::Fault::platform_unavailable;
    if (error.category() == make_error_code(http::Refusal::url_malformed).category())
        return base::Fault::plugin_unavailable;
    return error;
}

asio::awaitable<base::Result<json::object>> Flow::verify(json::object effect, http::ClientResponse response) {
    const std::string expected = text_at(effect, "issuer");
    if (!issuer.empty() && expected != issuer) co_return Refusal::issuer_mismatch;
    const base::Result<std::string> token = find_id_token(effect, response);
    if (!token) co_return token.error();
    const base::Result<IdTokenHeader> header = read_id_token_header(token.value());
    if (!header) co_return header.error();
    const base::Result<Jwk> key = co_await tools_.keys.find(provider_.options.name, text_at(effect, "jwks_url"),
                                                            provider_.options.allow_hosts, header.value());
    if (!key) co_return key.error();
    IdTokenRules rules;
    rules.issuer = expected;
    rules.client_id = provider_.options.client_id;
    rules.nonce = nonce;
    rules.algorithms = provider_.options.id_token_algorithms;
    rules.now = tools_.clock();
    base::Result<json::object> claims = verify_id_token(token.value(), key.value(), rules);
    if (!claims) co_return claims.error();
    // The answer may hold tokens besides the ID token: captured all the same.
    const base::Result<json::object> answer = read_answer(effect, response, provider_.options, slots);
    if (!answer) co_return answer.error();
    heard_ = true;
    subject_ = text_at(claims.value(), "sub");
    json::object trigger{{"kind", "id_token"}, {"claims", std::move(claims.value())}};
    co_return trigger;
}

asio::awaitable<base::Result<void>> Flow::wait(json::object effect) {
    const json::value* const seconds = effect.if_contains("seconds");
    const std::int64_t asked = seconds != nullptr && seconds->is_int64() ? seconds->get_int64() : -1;
    if (asked < 0) co_return plugin_nonsense("it waits for no number of seconds");
    if (std::chrono::seconds(asked) >= time_left()) co_return Refusal::rate_limited;
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::chrono::seconds(asked));
    boost::system::error_code ec;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    co_return base::success();
}

// OpenID Connect Core 1.0, section 5.3.2: what is said of another subject must not be used. Whatever the plugin makes
// of the answer, and whether or not it compares: the hub has verified the ID token, so the hub knows who is meant.
bool Flow::is_about_another(const json::object& effect, const http::ClientResponse& response) const {
    const json::object* const auth = object_at(effect, "auth");
    if (subject_.empty() || auth == nullptr || !text_at(*auth, "slot").starts_with('$')) return false;
    const auto body = parse_object(response.body);
    return body && body->contains("sub") && string_at(*body, "sub") != subject_;
}

std::error_code Flow::failure(const json::object& effect) {
    const std::string reason = text_at(effect, "class");
    const bool expected = reason == "unsupported" || reason == "by_handle";
    const auto level = expected ? spdlog::level::debug : spdlog::level::info;
    spdlog::log(level, "oauth: {}: {} failed: {} ({})", provider_.options.name, kind_, for_log(reason),
                for_log(text_at(effect, "detail")));
    if (reason == "rate_limited") {
        const json::value* const after = effect.if_contains("retry_after_s");
        if (after != nullptr && after->is_int64())
            retry_after = std::chrono::seconds(std::max<std::int64_t>(0, after->get_int64()));
        return Refusal::rate_limited;
    }
    by_handle = reason == "by_handle";
    unsupported = by_handle || reason == "unsupported";
    if (unsupported) return Refusal::lookup_unsupported;
    if (kind_ == "login") {
        if (reason == "denied") return Refusal::sign_in_denied;
        if (reason == "not_found") return Refusal::identity_invalid;
        if (reason == "bad_input") return Refusal::token_refused;
        return base::Fault::platform_unavailable;
    }
    if (reason == "not_found" || reason == "denied")
        return kind_ == "lookup" ? Refusal::account_unknown : Refusal::thing_unknown;
    if (reason == "bad_input") return Refusal::text_not_understood;
    return base::Fault::platform_unavailable;
}

}  // namespace obolus::oauth
