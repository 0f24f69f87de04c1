#include "oauth/signing_key.hpp"

#include <boost/json/serialize.hpp>
#include <cjose/cjose.h>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "oauth/json.hpp"

namespace obolus::oauth {

namespace json = boost::json;

namespace {

constexpr std::chrono::seconds assertion_life{60};
constexpr std::size_t modulus_bytes_min = 2048 / 8;

std::int64_t seconds_of(base::Time time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string hash_of(const std::string& text) {
    const base::Digest digest = base::sha256(text);
    return base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// Only what makes up the key: a careless file may hold more.
json::object public_half(const json::object& jwk) {
    json::object half;
    for (const char* name : {"kty", "crv", "x", "y", "n", "e", "kid"})
        if (const std::string text = text_at(jwk, name); !text.empty()) half[name] = text;
    return half;
}

bool is_strong(const json::object& jwk) {
    if (text_at(jwk, "d").empty()) return false;
    if (text_at(jwk, "kty") == "EC") return text_at(jwk, "crv") == "P-256";
    const auto modulus = base::from_base64url(text_at(jwk, "n"));
    return text_at(jwk, "kty") == "RSA" && modulus && modulus->size() >= modulus_bytes_min;
}

}  // namespace

struct SigningKey::Impl {
    explicit Impl(cjose_jwk_t* taken) : key(taken) {}
    ~Impl() { cjose_jwk_release(key); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    cjose_jwk_t* key;
};

SigningKey::SigningKey(std::shared_ptr<const Impl> impl, json::object public_jwk)
    : impl_(std::move(impl)), public_jwk_(std::move(public_jwk)) {}

std::optional<SigningKey> SigningKey::read(std::string_view jwk) {
    const auto object = parse_object(jwk);
    if (!object || !is_strong(*object)) return std::nullopt;
    cjose_err error{};
    cjose_jwk_t* const key = cjose_jwk_import(jwk.data(), jwk.size(), &error);
    if (key == nullptr) return std::nullopt;
    return SigningKey(std::make_shared<Impl>(key), public_half(*object));
}

SigningKey SigningKey::make() {
    cjose_err error{};
    cjose_jwk_t* const key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    OBOLUS_CHECK(key != nullptr);
    char* const text = cjose_jwk_to_json(key, false, &error);
    OBOLUS_CHECK(text != nullptr);
    const auto object = parse_object(text);
    cjose_get_dealloc()(text);
    OBOLUS_CHECK(object.has_value());
    return SigningKey(std::make_shared<Impl>(key), public_half(*object));
}

std::string SigningKey::sign(json::object header, const json::object& claims) const {
    header["alg"] = text_at(public_jwk_, "kty") == "EC" ? "ES256" : "RS256";
    if (const std::string kid = text_at(public_jwk_, "kid"); !kid.empty() && !header.contains("jwk"))
        header["kid"] = kid;
    cjose_err error{};
    const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> head(cjose_header_new(&error),
                                                                                &cjose_header_release);
    for (const auto& member : header) {
        // A text and an object are set differently: its parser takes no bare strings.
        const std::string name(member.key());
        const json::string* const text = member.value().if_string();
        OBOLUS_CHECK(text != nullptr ? cjose_header_set(head.get(), name.c_str(), text->c_str(), &error)
                                     : cjose_header_set_raw(head.get(), name.c_str(),
                                                            json::serialize(member.value()).c_str(), &error));
    }
    const std::string payload = json::serialize(claims);
    const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
        cjose_jws_sign(impl_->key, head.get(), reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size(),
                       &error),
        &cjose_jws_release);
    const char* compact = nullptr;
    OBOLUS_CHECK(jws != nullptr && cjose_jws_export(jws.get(), &compact, &error));
    return compact;
}

std::string client_assertion(const SigningKey& key, const std::string& client_id, const std::string& audience,
                             base::Time now) {
    return key.sign({}, {{"iss", client_id},
                         {"sub", client_id},
                         {"aud", audience},
                         {"jti", base::random_token()},
                         {"iat", seconds_of(now)},
                         {"exp", seconds_of(now + assertion_life)}});
}

std::string dpop_proof(const SigningKey& key, const std::string& method, const std::string& url,
                       const std::string& access_token, const std::string& nonce, base::Time now) {
    json::object claims{{"jti", base::random_token()},
                        {"htm", method},
                        {"htu", url.substr(0, url.find_first_of("?#"))},
                        {"iat", seconds_of(now)}};
    if (!access_token.empty()) claims["ath"] = hash_of(access_token);
    if (!nonce.empty()) claims["nonce"] = nonce;
    return key.sign({{"typ", "dpop+jwt"}, {"jwk", key.public_jwk()}}, claims);
}

}  // namespace obolus::oauth
