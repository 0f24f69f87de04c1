#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.hpp"
#include "oauth/id_token.hpp"
#include "oauth/json.hpp"

namespace obolus::oauth {

namespace json = boost::json;

namespace {

constexpr std::size_t keys_max = 100;
constexpr std::size_t modulus_bytes_min = 2048 / 8;
constexpr std::size_t modulus_bytes_max = 8192 / 8;
constexpr std::size_t exponent_bytes_max = 8;
constexpr std::size_t kid_bytes_max = 255;

bool has_sane_rsa_numbers(const json::object& key) {
    const auto modulus = base::from_base64url(text_at(key, "n"));
    const auto exponent = base::from_base64url(text_at(key, "e"));
    if (!modulus || !exponent) return false;
    return modulus->size() >= modulus_bytes_min && modulus->size() <= modulus_bytes_max && !exponent->empty() &&
           exponent->size() <= exponent_bytes_max;
}

bool has_known_curve(const json::object& key) {
    constexpr std::array<std::string_view, 3> curves{"P-256", "P-384", "P-521"};
    return std::find(curves.begin(), curves.end(), text_at(key, "crv")) != curves.end();
}

// Usable keys only; the private or symmetric members that a careless platform might publish are dropped.
bool read_key(const json::object& from, Jwk& key) {
    key.kty = text_at(from, "kty");
    key.kid = text_at(from, "kid");
    key.alg = text_at(from, "alg");
    const std::string use = text_at(from, "use");
    if ((!use.empty() && use != "sig") || key.kid.size() > kid_bytes_max) return false;
    json::object kept{{"kty", key.kty}};
    if (!key.kid.empty()) kept["kid"] = key.kid;
    if (key.kty == "RSA" && has_sane_rsa_numbers(from)) {
        for (const char* name : {"n", "e"})
            kept[name] = text_at(from, name);
    } else if (key.kty == "EC" && has_known_curve(from)) {
        for (const char* name : {"crv", "x", "y"})
            kept[name] = text_at(from, name);
    } else {
        return false;
    }
    key.json = json::serialize(kept);
    return true;
}

}  // namespace

base::Result<Jwks> parse_jwks(std::string_view text) {
    const auto set = parse_object(text);
    const json::array* const keys = set ? array_at(*set, "keys") : nullptr;
    if (keys == nullptr || keys->size() > keys_max) return base::Fault::platform_unavailable;
    Jwks found;
    for (const json::value& entry : *keys) {
        Jwk key;
        if (entry.is_object() && read_key(entry.get_object(), key)) found.push_back(std::move(key));
    }
    if (found.empty()) return base::Fault::platform_unavailable;
    return found;
}

}  // namespace obolus::oauth
