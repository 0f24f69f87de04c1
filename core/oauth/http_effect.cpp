#include "oauth/http_effect.hpp"

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "http/text.hpp"
#include "oauth/json.hpp"
#include "oauth/signing_key.hpp"

namespace obolus::oauth {

namespace json = boost::json;

namespace {

constexpr std::string_view captured_text = "[captured]";
constexpr std::size_t captures_max = 16;
constexpr std::size_t shortest_secret = 8;  // shorter texts are replaced at their pointer only, not wherever they occur
constexpr std::array<std::string_view, 4> hub_slots{"$code", "$code_verifier", "$redirect_uri", "$client_id"};
constexpr std::array<std::string_view, 3> token_pointers{"/access_token", "/refresh_token", "/id_token"};

// RFC 4648, section 4, which HTTP's Basic scheme wants.
std::string to_base64(std::string_view bytes) {
    std::string text = base::to_base64url(bytes);
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

base::Result<std::string> slot_value(const Slots& slots, const std::string& name) {
    const auto found = slots.find(name);
    if (found != slots.end() && !found->second.empty()) return found->second;
    if (name == "$code") return Refusal::token_refused;
    return plugin_nonsense("it names a slot that nothing fills: " + name);
}

base::Result<http::Fields> read_form(const json::object& effect, const Slots& slots, bool pkce) {
    http::Fields form;
    bool sends_code = false;
    bool sends_verifier = false;
    for (const json::value& entry : *array_at(effect, "form")) {
        const json::array* const pair = entry.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string())
            return plugin_nonsense("a form field has no name");
        std::string name((*pair)[0].get_string());
        if ((*pair)[1].is_string()) {
            form.emplace_back(std::move(name), std::string((*pair)[1].get_string()));
            continue;
        }
        if (!(*pair)[1].is_object()) return plugin_nonsense("a form field has no value");
        const std::string slot = text_at((*pair)[1].get_object(), "slot");
        if (slot == "$code_verifier" && !pkce) continue;
        BOOST_OUTCOME_TRY(std::string value, slot_value(slots, slot));
        sends_code = sends_code || slot == "$code";
        sends_verifier = sends_verifier || slot == "$code_verifier";
        form.emplace_back(std::move(name), std::move(value));
    }
    if (pkce && sends_code && !sends_verifier) {
        BOOST_OUTCOME_TRY(std::string verifier, slot_value(slots, "$code_verifier"));
        form.emplace_back("code_verifier", std::move(verifier));
    }
    return form;
}

base::Result<void> authenticate(const json::object& auth, const Slots& slots, const ProviderOptions& provider,
                                http::Fields& headers, http::Fields& form) {
    const std::string scheme = text_at(auth, "scheme");
    const std::string slot = text_at(auth, "slot");
    if (scheme == "bearer" || scheme == "dpop") {
        if (slot == "app_token") {
            if (provider.app_token.empty() && true_at(auth, "optional")) return base::success();
            if (provider.app_token.empty()) {
                spdlog::warn("oauth: {} needs an app_token in the config for lookups", provider.name);
                return Refusal::lookup_unsupported;
            }
            headers.emplace_back("Authorization", "Bearer " + provider.app_token);
            return base::success();
        }
        if (!slot.starts_with('$')) return plugin_nonsense("bearer needs a captured token or app_token");
        BOOST_OUTCOME_TRY(const std::string token, slot_value(slots, slot));
        headers.emplace_back("Authorization", (scheme == "dpop" ? "DPoP " : "Bearer ") + token);
        return base::success();
    }
    if (slot != "client" || (scheme != "basic" && scheme != "post"))
        return plugin_nonsense("it asks for an unknown authentication");
    if (scheme == "basic" && !provider.client_secret.empty()) {
        const std::string credentials =
            http::percent_encode(provider.client_id) + ':' + http::percent_encode(provider.client_secret);
        headers.emplace_back("Authorization", "Basic " + to_base64(credentials));
        return base::success();
    }
    const auto is_client = [](const http::Field& field) {
        return field.first == "client_id" || field.first == "client_secret";
    };
    form.erase(std::remove_if(form.begin(), form.end(), is_client), form.end());
    form.emplace_back("client_id", provider.client_id);
    if (!provider.client_secret.empty()) form.emplace_back("client_secret", provider.client_secret);
    return base::success();
}

// RFC 7523, section 2.2.
base::Result<void> add_assertion(const ProviderOptions& provider, const std::string& audience, base::Time now,
                                 http::Fields& form) {
    const auto key = SigningKey::read(provider.client_key);
    if (!key) {
        spdlog::error("oauth: {} needs a client_key in the config", provider.name);
        return base::Fault::plugin_unavailable;
    }
    form.emplace_back("client_id", provider.client_id);
    form.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", client_assertion(*key, provider.client_id, audience, now));
    return base::success();
}

void replace_all(std::string& text, const std::string& secret) {
    if (secret.size() < shortest_secret) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + captured_text.size()))
        text.replace(at, secret.size(), captured_text);
}

json::value* find_text(json::value& body, std::string_view pointer) {
    boost::system::error_code ec;
    json::value* const found = body.find_pointer(pointer, ec);
    return found != nullptr && found->is_string() ? found : nullptr;
}

// Lifts the tokens out of `body`; `secrets` are their texts.
base::Result<void> capture(const json::object& effect, json::value& body, Slots& slots,
                           std::vector<std::string>& secrets) {
    const auto lift = [&](std::string_view pointer) {
        json::value* const found = find_text(body, pointer);
        if (found == nullptr) return std::string();
        std::string text(found->get_string());
        secrets.push_back(text);
        return text;
    };
    if (const json::array* const captures = array_at(effect, "capture")) {
        if (captures->size() > captures_max) return plugin_nonsense("it captures too much");
        for (const json::value& entry : *captures) {
            if (!entry.is_object()) return plugin_nonsense("a capture is no object");
            const std::string slot = text_at(entry.get_object(), "slot");
            const bool ours = std::find(hub_slots.begin(), hub_slots.end(), slot) != hub_slots.end();
            if (!slot.starts_with('$') || slot.size() > 64 || ours)
                return plugin_nonsense("it captures into a slot that isn't its own");
            if (std::string text = lift(text_at(entry.get_object(), "pointer")); !text.empty())
                slots[slot] = std::move(text);
        }
    }
    if (true_at(effect, "token_response"))
        for (const std::string_view pointer : token_pointers)
            lift(pointer);
    if (const std::string pointer = text_at(effect, "id_token"); !pointer.empty()) lift(pointer);
    // Replaced only now: two captures may point at the same token.
    const auto blank = [&](std::string_view pointer) {
        if (json::value* const found = find_text(body, pointer)) *found = captured_text;
    };
    if (const json::array* const captures = array_at(effect, "capture"))
        for (const json::value& entry : *captures)
            blank(text_at(entry.get_object(), "pointer"));
    if (true_at(effect, "token_response"))
        for (const std::string_view pointer : token_pointers)
            blank(pointer);
    if (const std::string pointer = text_at(effect, "id_token"); !pointer.empty()) blank(pointer);
    return base::success();
}

}  // namespace

std::error_code plugin_nonsense(std::string_view why) {
    spdlog::error("oauth: a plugin's effect can't be carried out: {}", why);
    return base::Fault::plugin_unavailable;
}

base::Result<http::ClientRequest> build_request(const json::object& effect, const Slots& slots,
                                                const ProviderOptions& provider, bool pkce, base::Time now) {
    http::ClientRequest request;
    request.method = text_at(effect, "method");
    request.url = text_at(effect, "url");
    request.allowed = provider.allow_hosts;
    request.body = text_at(effect, "body");
    const auto headers = fields_at(effect, "headers");
    if (!headers) return plugin_nonsense("its headers are no list of pairs");
    request.headers = *headers;

    http::Fields form;
    const bool has_form = array_at(effect, "form") != nullptr;
    if (has_form) {
        BOOST_OUTCOME_TRY(form, read_form(effect, slots, pkce));
    }
    const json::object* const auth = object_at(effect, "auth");
    if (auth != nullptr && text_at(*auth, "scheme") == "private_key_jwt") {
        const std::string issuer = text_at(effect, "issuer");
        BOOST_OUTCOME_TRY(add_assertion(provider, issuer.empty() ? request.url : issuer, now, form));
    } else if (auth != nullptr) {
        BOOST_OUTCOME_TRY(authenticate(*auth, slots, provider, request.headers, form));
    }
    if (has_form || !form.empty()) {
        request.body = http::encode_form(form);
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    }
    return request;
}

std::optional<std::string> dpop_token(const json::object& effect, const Slots& slots) {
    const json::object* const auth = object_at(effect, "auth");
    if (auth != nullptr && text_at(*auth, "scheme") == "dpop") {
        const auto token = slots.find(text_at(*auth, "slot"));
        return token == slots.end() ? std::string() : token->second;
    }
    return true_at(effect, "dpop") ? std::optional<std::string>("") : std::nullopt;
}

std::optional<std::string> wanted_dpop_nonce(const http::ClientResponse& response) {
    constexpr std::string_view word = "use_dpop_nonce";
    const auto nonce = http::find_header(response.headers, "dpop-nonce");
    if (!nonce || nonce->empty()) return std::nullopt;
    const auto challenge = http::find_header(response.headers, "www-authenticate").value_or("");
    const auto body = response.status == 400 ? parse_object(response.body) : std::nullopt;
    const bool wanted = (body && text_at(*body, "error") == word) ||
                        (response.status == 401 && challenge.find(word) != std::string_view::npos);
    return wanted ? std::optional<std::string>(*nonce) : std::nullopt;
}

base::Result<void> check_token_response(const http::ClientResponse& response, std::string_view type) {
    if (response.status >= 500) return base::Fault::platform_unavailable;
    const auto body = parse_object(response.body);
    const std::string error = body ? text_at(*body, "error") : "";
    if (!http::has_control_characters(error) && !error.empty())
        spdlog::warn("oauth: the token endpoint answers: {}", error.substr(0, 64));
    if (response.status < 200 || response.status > 299) return Refusal::token_refused;
    if (!body || body->contains("error")) return Refusal::token_refused;
    if (text_at(*body, "access_token").empty()) return Refusal::token_refused;
    if (!http::equals_ignoring_case(text_at(*body, "token_type"), type)) return Refusal::token_refused;
    return base::success();
}

base::Result<std::string> find_id_token(const json::object& effect, const http::ClientResponse& response) {
    auto body = parse_object(response.body);
    if (!body) return Refusal::id_token_invalid;
    json::value whole(std::move(*body));
    const json::value* const found = find_text(whole, text_at(effect, "id_token"));
    if (found == nullptr) return Refusal::id_token_invalid;
    return std::string(found->get_string());
}

base::Result<json::object> read_answer(const json::object& effect, const http::ClientResponse& response,
                                       const ProviderOptions& provider, Slots& slots) {
    std::string text = response.body;
    if (!http::is_utf8(text)) return base::Fault::platform_unavailable;
    std::vector<std::string> secrets{provider.client_secret, provider.app_token};
    for (const auto& [name, value] : slots)
        if (name != "$client_id" && name != "$redirect_uri") secrets.push_back(value);
    const bool lifts = effect.contains("capture") || effect.contains("id_token") || true_at(effect, "token_response");
    if (auto body = lifts ? parse_object(text) : std::nullopt) {
        // Written anew only when something is lifted out: a number beyond 64 bits would not survive it.
        json::value whole(std::move(*body));
        BOOST_OUTCOME_TRY(capture(effect, whole, slots, secrets));
        text = json::serialize(whole);
    }
    http::Fields headers;
    for (const auto& [name, value] : response.headers) {
        if (http::equals_ignoring_case(name, "set-cookie") || !http::is_utf8(value)) continue;
        headers.emplace_back(http::to_lower_ascii(name), value);
    }
    for (const std::string& secret : secrets) {
        replace_all(text, secret);
        for (auto& [name, value] : headers)
            replace_all(value, secret);
    }
    return json::object{
        {"kind", "http_response"}, {"status", response.status}, {"headers", to_json(headers)}, {"body", text}};
}

}  // namespace obolus::oauth
