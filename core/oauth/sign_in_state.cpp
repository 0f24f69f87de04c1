#include "oauth/sign_in_state.hpp"

#include <boost/json/serialize.hpp>

#include "base/crypto.hpp"
#include "oauth/json.hpp"

namespace obolus::oauth {

namespace json = boost::json;

namespace {
constexpr std::size_t sealed_bytes_max = 3800;

std::string context_of(std::string_view provider) { return "sign-in:" + std::string(provider); }
}  // namespace

base::Result<std::string> seal_sign_in(std::string_view key, const SignInState& sign_in) {
    const json::object object{{"provider", sign_in.provider},   {"instance", sign_in.instance},
                              {"flow_id", sign_in.flow_id},     {"state", sign_in.state},
                              {"verifier", sign_in.verifier},   {"nonce", sign_in.nonce},
                              {"issuer", sign_in.issuer},       {"created_at", base::to_micros(sign_in.created_at)},
                              {"return_to", sign_in.return_to}, {"plugin_state", sign_in.plugin_state}};
    std::string sealed = base::to_base64url(base::seal(key, context_of(sign_in.provider), json::serialize(object)));
    if (sealed.size() > sealed_bytes_max) return base::Fault::plugin_unavailable;
    return sealed;
}

std::optional<SignInState> open_sign_in(std::string_view key, std::string_view provider, std::string_view sealed) {
    if (sealed.size() > sealed_bytes_max) return std::nullopt;
    const auto raw = base::from_base64url(sealed);
    if (!raw) return std::nullopt;
    const auto plain = base::unseal(key, context_of(provider), *raw);
    if (!plain) return std::nullopt;
    const auto object = parse_object(*plain);
    if (!object) return std::nullopt;
    const json::value* const created = object->if_contains("created_at");
    const json::value* const state = object->if_contains("plugin_state");
    if (created == nullptr || !created->is_int64() || state == nullptr) return std::nullopt;
    SignInState sign_in;
    sign_in.provider = text_at(*object, "provider");
    sign_in.instance = text_at(*object, "instance");
    sign_in.flow_id = text_at(*object, "flow_id");
    sign_in.state = text_at(*object, "state");
    sign_in.verifier = text_at(*object, "verifier");
    sign_in.nonce = text_at(*object, "nonce");
    sign_in.issuer = text_at(*object, "issuer");
    sign_in.created_at = base::from_micros(created->get_int64());
    sign_in.return_to = text_at(*object, "return_to");
    sign_in.plugin_state = *state;
    if (sign_in.provider != provider || sign_in.state.empty() || sign_in.flow_id.empty()) return std::nullopt;
    return sign_in;
}

std::string code_challenge(std::string_view verifier) {
    const base::Digest digest = base::sha256(verifier);
    return base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace obolus::oauth
