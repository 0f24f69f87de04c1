#include "oauth/signing_key.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "oauth/id_token.hpp"
#include "oauth/signer.hpp"

namespace obolus::oauth {
namespace {

namespace json = boost::json;

const base::Time now = base::from_micros(1'800'000'000'000'000);

json::object part(const std::string& jws, int index) {
    std::size_t start = 0;
    for (; index > 0; --index)
        start = jws.find('.', start) + 1;
    return json::parse(base::from_base64url(jws.substr(start, jws.find('.', start) - start)).value()).as_object();
}

TEST(signing_key, case_19_an_assertion_is_for_its_audience_alone_and_used_once) {
    for (const bool elliptic : {true, false}) {
        const Signer signer("k", elliptic);
        const auto key = SigningKey::read(signer.private_jwk());
        ASSERT_TRUE(key);
        const std::string jws = client_assertion(*key, "obolus", "https://id.example", now);
        const json::object claims = part(jws, 1);
        EXPECT_EQ(claims.at("aud"), "https://id.example") << "one text: a list could hold somebody else's";
        EXPECT_EQ(claims.at("iss"), "obolus");
        EXPECT_EQ(claims.at("sub"), "obolus");
        EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 60);
        EXPECT_EQ(part(jws, 0).at("kid"), "k");
        EXPECT_NE(claims.at("jti"), part(client_assertion(*key, "obolus", "https://id.example", now), 1).at("jti"));
    }
}

TEST(signing_key, what_it_signs_its_public_half_verifies) {
    initialise_token_library();
    const Signer signer("k", true);
    const auto key = SigningKey::read(signer.private_jwk());
    ASSERT_TRUE(key);
    const auto seconds = base::to_micros(now) / 1'000'000;
    const std::string jws = key->sign(
        {}, {{"iss", "i"}, {"sub", "s"}, {"aud", "a"}, {"nonce", "n"}, {"iat", seconds}, {"exp", seconds + 60}});
    IdTokenRules rules;
    rules.issuer = "i";
    rules.client_id = "a";
    rules.nonce = "n";
    rules.now = now;
    const Jwks public_half = parse_jwks(R"({"keys":[)" + json::serialize(key->public_jwk()) + "]}").value();
    EXPECT_TRUE(verify_id_token(jws, public_half[0], rules));
    const Jwks another = parse_jwks(Signer("k", true).jwks()).value();
    EXPECT_FALSE(verify_id_token(jws, another[0], rules));
}

TEST(signing_key, case_22_a_proof_names_the_request_and_the_token_and_holds_no_private_half) {
    const SigningKey key = SigningKey::make();
    const std::string jws = dpop_proof(key, "GET", "https://id.example/me?x=1#y", "the-token", "n1", now);
    const json::object header = part(jws, 0);
    EXPECT_EQ(header.at("typ"), "dpop+jwt");
    EXPECT_EQ(header.at("alg"), "ES256");
    EXPECT_FALSE(header.at("jwk").as_object().contains("d"));
    const json::object claims = part(jws, 1);
    EXPECT_EQ(claims.at("htm"), "GET");
    EXPECT_EQ(claims.at("htu"), "https://id.example/me");
    EXPECT_EQ(claims.at("nonce"), "n1");
    const base::Digest digest = base::sha256("the-token");
    EXPECT_EQ(claims.at("ath"),
              json::value(base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()})));
    const json::object at_token_endpoint = part(dpop_proof(key, "POST", "https://id.example/token", "", "", now), 1);
    EXPECT_FALSE(at_token_endpoint.contains("ath"));
    EXPECT_FALSE(at_token_endpoint.contains("nonce"));
}

TEST(signing_key, what_is_no_private_key_is_refused) {
    const Signer signer("k", true);
    for (const std::string& jwk : {std::string(), std::string("{}"), std::string("[]"), signer.public_jwk(),
                                   std::string(R"({"kty":"oct","k":"c2VjcmV0","d":"x"})"),
                                   std::string(R"({"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"})")})
        EXPECT_FALSE(SigningKey::read(jwk)) << jwk;
}

}  // namespace
}  // namespace obolus::oauth
