#include "oauth/identities.hpp"

#include <algorithm>

#include <boost/json/object.hpp>

#include "http/client.hpp"
#include "http/text.hpp"
#include "oauth/json.hpp"
#include "oauth/platforms.hpp"

namespace obolus::oauth {

namespace {

constexpr std::size_t text_bytes_max = 255;
constexpr std::size_t kind_bytes_max = 32;
constexpr std::size_t url_bytes_max = 2048;
constexpr std::size_t identities_max = 64;

bool is_loopback(std::string_view host) {
    return host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.");
}

// Subjects that begin so are the hub's own: by-handle identities, and those whose owner has opted out.
bool is_reserved(std::string_view id) { return id.starts_with('@') || id.starts_with('#'); }

// "bob@elsewhere.example": instance A mirrors B's accounts under ids of its own, and could say anything about them.
bool is_of_another_instance(std::string_view handle, std::string_view instance) {
    const auto at = handle.rfind('@');
    return !instance.empty() && at != std::string_view::npos &&
           !http::equals_ignoring_case(handle.substr(at + 1), instance);
}

base::Result<identity::ExternalIdentity> read_identity(const boost::json::object& from, std::string_view provider,
                                                       std::string_view instance) {
    identity::ExternalIdentity who;
    who.key = {std::string(provider), std::string(instance), text_at(from, "id")};
    who.handle = text_at(from, "handle");
    if (!is_plain_text(who.key.subject) || is_reserved(who.key.subject)) return Refusal::identity_invalid;
    if (!who.handle.empty() && !is_plain_text(who.handle)) return Refusal::identity_invalid;
    if (is_of_another_instance(who.handle, instance)) return Refusal::identity_invalid;
    // The rest is decoration: what can't be shown is left out.
    who.name = text_at(from, "name");
    if (!is_plain_text(who.name)) who.name.clear();
    who.kind = text_at(from, "kind");
    if (!is_plain_text(who.kind) || who.kind.size() > kind_bytes_max) who.kind.clear();
    who.avatar_url = safe_url(text_at(from, "avatar_url"), false);
    who.profile_url = safe_url(text_at(from, "profile_url"), true);
    return who;
}

}  // namespace

bool is_plain_text(std::string_view text) noexcept {
    return !text.empty() && text.size() <= text_bytes_max && http::is_utf8(text) && !http::has_control_characters(text);
}

std::string safe_url(std::string_view url, bool plain_on_loopback) {
    if (url.size() > url_bytes_max) return "";
    const auto parsed = http::parse_url(url);
    if (!parsed) return "";
    const bool safe = parsed.value().scheme == "https" || (plain_on_loopback && is_loopback(parsed.value().host));
    return safe ? std::string(url) : "";
}

boost::json::array without_foreign_organisations(const boost::json::array& list) {
    boost::json::array own;
    for (const boost::json::value& entry : list) {
        const boost::json::object* const who = entry.if_object();
        const std::string kind = who != nullptr ? text_at(*who, "kind") : "";
        const std::string role = who != nullptr ? text_at(*who, "role") : "";
        const bool shared = kind == "organisation" || kind == "page";
        if (!shared || role == "owner" || role == "admin") own.push_back(entry);
    }
    return own;
}

base::Result<std::vector<identity::ExternalIdentity>> read_identities(const boost::json::array& list,
                                                                      std::string_view provider,
                                                                      std::string_view instance) {
    if (list.empty() || list.size() > identities_max) return Refusal::identity_invalid;
    std::vector<identity::ExternalIdentity> identities;
    for (const boost::json::value& entry : list) {
        if (!entry.is_object()) return Refusal::identity_invalid;
        auto who = read_identity(entry.get_object(), provider, instance);
        if (!who) return who.error();
        const auto same = [&who](const identity::ExternalIdentity& known) { return known.key == who.value().key; };
        if (std::any_of(identities.begin(), identities.end(), same)) return Refusal::identity_invalid;
        identities.push_back(std::move(who.value()));
    }
    return identities;
}

}  // namespace obolus::oauth
