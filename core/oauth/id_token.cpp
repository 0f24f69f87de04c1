#include "oauth/id_token.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <boost/json/array.hpp>
#include <jansson.h>
#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "http/text.hpp"
#include "oauth/identities.hpp"
#include "oauth/json.hpp"
#include "oauth/platforms.hpp"

extern "C" {  // its headers don't say so themselves
#include <oauth2/log.h>
#include <oauth2/oauth2.h>
}

namespace obolus::oauth {

namespace json = boost::json;

namespace {

constexpr std::size_t token_bytes_max = 32 * 1024;

// liboauth2 keeps global state; it lives as long as the process.
struct TokenLibrary {
    oauth2_log_t* log = oauth2_init(OAUTH2_LOG_ERROR, &oauth2_log_sink_stderr);
    TokenLibrary() { oauth2_log_sink_level_set(&oauth2_log_sink_stderr, OAUTH2_LOG_ERROR); }
    ~TokenLibrary() { oauth2_shutdown(log); }
    TokenLibrary(const TokenLibrary&) = delete;
    TokenLibrary& operator=(const TokenLibrary&) = delete;
};
TokenLibrary& token_library() {
    static TokenLibrary library;
    return library;
}

std::string_view part(std::string_view token, int index) {
    for (; index > 0; --index)
        token.remove_prefix(std::min(token.find('.') + 1, token.size()));
    return token.substr(0, token.find('.'));
}

std::optional<json::object> decode_part(std::string_view token, int index) {
    const auto text = base::from_base64url(part(token, index));
    return text && http::is_utf8(*text) ? parse_object(*text) : std::nullopt;
}

std::error_code refuse(std::string_view why) {
    spdlog::warn("oauth: ID token refused: {}", why);
    return Refusal::id_token_invalid;
}

bool fits(std::string_view alg, const Jwk& key) {
    if (!key.alg.empty() && key.alg != alg) return false;
    return alg.starts_with("ES") ? key.kty == "EC"
                                 : (alg.starts_with("RS") || alg.starts_with("PS")) && key.kty == "RSA";
}

bool is_asymmetric(std::string_view alg) {
    constexpr std::array<std::string_view, 9> known{"RS256", "RS384", "RS512", "PS256", "PS384",
                                                    "PS512", "ES256", "ES384", "ES512"};
    return std::find(known.begin(), known.end(), alg) != known.end();
}

// Its times and issuer checks are switched off here, since ours follow; its cache too (expiry=0): it would answer for
// another key.
bool is_signed_with(const std::string& token, const Jwk& key) {
    constexpr const char* options = "verify.exp=skip&verify.iat=skip&verify.iss=skip&expiry=0";
    oauth2_log_t* const log = token_library().log;
    oauth2_cfg_token_verify_t* verify = nullptr;
    char* const problem = oauth2_cfg_token_verify_add_options(log, &verify, "jwk", key.json.c_str(), options);
    json_t* payload = nullptr;
    const bool good = problem == nullptr && oauth2_token_verify(log, nullptr, verify, token.c_str(), &payload);
    if (problem != nullptr) spdlog::warn("oauth: a platform's key can't be used");
    std::free(problem);
    if (payload != nullptr) json_decref(payload);
    if (verify != nullptr) oauth2_cfg_token_verify_free(log, verify);
    return good;
}

// Seconds since 1970; nothing when the claim isn't a finite number.
std::optional<double> time_claim(const json::object& claims, std::string_view name) {
    const json::value* const found = claims.if_contains(name);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    const double seconds = found->to_number<double>();
    return std::isfinite(seconds) ? std::optional(seconds) : std::nullopt;
}

base::Result<void> check_audience(const json::object& claims, const IdTokenRules& rules) {
    const json::value* const aud = claims.if_contains("aud");
    std::size_t count = 1;
    bool ours = false;
    if (aud != nullptr && aud->is_string()) {
        ours = aud->get_string() == rules.client_id;
    } else if (aud != nullptr && aud->is_array()) {
        count = aud->get_array().size();
        for (const json::value& one : aud->get_array()) {
            if (!one.is_string()) return refuse("aud holds something that is no string");
            ours = ours || one.get_string() == rules.client_id;
        }
    }
    if (!ours) return refuse("aud isn't this client");
    if (count > 1 && !claims.contains("azp")) return refuse("several aud without azp");
    if (claims.contains("azp") && string_at(claims, "azp") != rules.client_id) return refuse("azp isn't this client");
    return base::success();
}

base::Result<void> check_times(const json::object& claims, const IdTokenRules& rules) {
    const double now = static_cast<double>(base::to_micros(rules.now)) / 1e6;
    const auto leeway = static_cast<double>(rules.leeway.count());
    const auto exp = time_claim(claims, "exp");
    const auto iat = time_claim(claims, "iat");
    if (!exp) return refuse("exp is missing or no number");
    if (*exp + leeway <= now) return refuse("exp is past");
    if (!iat) return refuse("iat is missing or no number");
    if (*iat - leeway > now) return refuse("iat is in the future");
    if (!claims.contains("nbf")) return base::success();
    const auto nbf = time_claim(claims, "nbf");
    if (!nbf || *nbf - leeway > now) return refuse("nbf is in the future or no number");
    return base::success();
}

base::Result<void> check_claims(const json::object& claims, const IdTokenRules& rules) {
    if (rules.issuer.empty() || string_at(claims, "iss") != rules.issuer)
        return refuse("iss isn't the expected issuer");
    if (!is_plain_text(text_at(claims, "sub"))) return refuse("sub is missing or malformed");
    if (rules.nonce.empty() || !base::equal_constant_time(text_at(claims, "nonce"), rules.nonce))
        return refuse("nonce isn't this sign-in's");
    BOOST_OUTCOME_TRY(check_audience(claims, rules));
    return check_times(claims, rules);
}

}  // namespace

void initialise_token_library() { token_library(); }

base::Result<IdTokenHeader> read_id_token_header(std::string_view token) {
    if (token.size() > token_bytes_max) return refuse("it is too long");
    const bool three_parts = std::count(token.begin(), token.end(), '.') == 2;
    const auto signature = three_parts ? base::from_base64url(part(token, 2)) : std::nullopt;
    if (!signature || signature->empty()) return refuse("it isn't a signed JWT");
    const auto header = decode_part(token, 0);
    if (!header) return refuse("its header isn't JSON");
    if (header->contains("crit") || header->contains("b64")) return refuse("it needs an extension (crit)");
    if (header->contains("typ") && !http::equals_ignoring_case(text_at(*header, "typ"), "JWT"))
        return refuse("typ isn't JWT");
    IdTokenHeader read{text_at(*header, "alg"), text_at(*header, "kid")};
    if (!is_asymmetric(read.alg)) return refuse("its algorithm isn't a signature by a public key");
    return read;
}

const Jwk* find_key(const Jwks& keys, const IdTokenHeader& header) {
    const Jwk* found = nullptr;
    for (const Jwk& key : keys) {
        if (!fits(header.alg, key) || (!header.kid.empty() && key.kid != header.kid)) continue;
        if (found != nullptr) return nullptr;  // which of the two isn't ours to guess
        found = &key;
    }
    return found;
}

base::Result<json::object> verify_id_token(const std::string& token, const Jwk& key, const IdTokenRules& rules) {
    BOOST_OUTCOME_TRY(const IdTokenHeader header, read_id_token_header(token));
    if (std::find(rules.algorithms.begin(), rules.algorithms.end(), header.alg) == rules.algorithms.end())
        return refuse("its algorithm isn't one of this provider's");
    if (!fits(header.alg, key) || (!header.kid.empty() && header.kid != key.kid))
        return refuse("the key doesn't fit the algorithm");
    if (!is_signed_with(token, key)) return refuse("the signature is wrong");
    auto claims = decode_part(token, 1);
    if (!claims) return refuse("its payload isn't a JSON object");
    BOOST_OUTCOME_TRY(check_claims(*claims, rules));
    return std::move(*claims);
}

}  // namespace obolus::oauth
