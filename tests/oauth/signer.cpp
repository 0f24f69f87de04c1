#include "oauth/signer.hpp"

#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cjose/cjose.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"

namespace obolus::oauth {

namespace json = boost::json;

struct Signer::Impl {
    cjose_jwk_t* key = nullptr;
    std::string kid;
    ~Impl() { cjose_jwk_release(key); }
};

Signer::Signer(std::string kid, bool elliptic) : impl_(std::make_unique<Impl>()) {
    cjose_err error{};
    const std::string exponent("\x01\x00\x01", 3);
    const auto* const bytes = reinterpret_cast<const uint8_t*>(exponent.data());
    impl_->kid = std::move(kid);
    impl_->key = elliptic ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)
                          : cjose_jwk_create_RSA_random(2048, bytes, exponent.size(), &error);
    EXPECT_NE(impl_->key, nullptr) << error.message;
    EXPECT_TRUE(cjose_jwk_set_kid(impl_->key, impl_->kid.data(), impl_->kid.size(), &error));
}
Signer::~Signer() = default;

std::string Signer::jwk(bool with_private_half) const {
    cjose_err error{};
    char* const text = cjose_jwk_to_json(impl_->key, with_private_half, &error);
    std::string jwk(text);
    cjose_get_dealloc()(text);
    return jwk;
}

std::string Signer::public_jwk() const { return jwk(false); }
std::string Signer::private_jwk() const { return jwk(true); }

std::string Signer::jwks() const { return "{\"keys\": [" + public_jwk() + "]}"; }

std::string Signer::sign(const json::object& claims, const std::string& alg, const json::object& more) const {
    cjose_err error{};
    cjose_header_t* const header = cjose_header_new(&error);
    cjose_header_set(header, CJOSE_HDR_ALG, alg.c_str(), &error);
    cjose_header_set(header, CJOSE_HDR_KID, impl_->kid.c_str(), &error);
    for (const auto& member : more) {
        const std::string name(member.key());
        const std::string text = json::serialize(member.value());
        const bool set = member.value().is_string()
                             ? cjose_header_set(header, name.c_str(), member.value().get_string().c_str(), &error)
                             : cjose_header_set_raw(header, name.c_str(), text.c_str(), &error);
        EXPECT_TRUE(set) << name;
    }
    const std::string payload = json::serialize(claims);
    cjose_jws_t* const jws =
        cjose_jws_sign(impl_->key, header, reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), &error);
    EXPECT_NE(jws, nullptr) << error.message;
    const char* token = nullptr;
    EXPECT_TRUE(cjose_jws_export(jws, &token, &error));
    std::string text(token);
    cjose_jws_release(jws);
    cjose_header_release(header);
    return text;
}

std::string with_part(const std::string& token, int index, const json::object& part) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= token.size();) {
        const std::size_t dot = std::min(token.find('.', from), token.size());
        parts.push_back(token.substr(from, dot - from));
        from = dot + 1;
    }
    parts.at(static_cast<std::size_t>(index)) = base::to_base64url(json::serialize(part));
    return parts.at(0) + '.' + parts.at(1) + '.' + parts.at(2);
}

std::string sign_hs256(const std::string& secret, const json::object& header, const json::object& claims) {
    const std::string text =
        base::to_base64url(json::serialize(header)) + '.' + base::to_base64url(json::serialize(claims));
    const base::Digest mac = base::hmac_sha256(secret, text);
    return text + '.' + base::to_base64url({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

}  // namespace obolus::oauth
