// Who somebody is on a platform. The key (provider entry, instance, stable id) is the identity: a handle or an e-mail
// address never decides, and money is bound to nothing else.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace obolus::identity {

/// The identity itself. `provider` is the config's entry ("demo"), never the plugin's name; `instance` is the host for
/// platforms of many instances and "" otherwise; `subject` is the platform's stable id, always a string (ids exceed
/// 2^53).
struct Key {
    std::string provider;
    std::string instance;
    std::string subject;
    friend auto operator<=>(const Key&, const Key&) = default;
};

/// What a platform said about an identity. Everything but the key can change, be empty, be recycled or be a lie.
struct ExternalIdentity {
    Key key;
    std::string handle;       ///< as the platform writes it, without "@"
    std::string name;         ///< display name, UTF-8
    std::string avatar_url;   ///< https or empty
    std::string profile_url;  ///< https (http on loopback) or empty
    std::string kind;         ///< "person", "organisation", "channel", ...; "" when unknown
    /// The handle's canonical form, as by_handle() takes it; "" where handles don't decide.
    std::string handle_key{};
};

/// "demo:1001", or "mastodon@example.social:42" with an instance: as in the config's `operators` and the API.
std::string to_string(const Key& key);
/// Reads what to_string() writes; nothing for anything else.
std::optional<Key> parse_key(std::string_view text);
/// A key for a handle that its platform could not resolve to a stable id: the subject is "@" and the handle in its
/// canonical form, which no stable id may begin with. Such an identity is never linked; its money is claimed by whoever
/// proves the handle twice, with days between (rule 15).
bool is_by_handle(const Key& key);
Key by_handle(std::string provider, std::string instance, std::string_view handle);
/// What is left of the key of somebody who has opted out: the subject is "#" and a keyed hash (rule 16).
bool is_blank(const Key& key);
/// May be given something: provider and subject are there, the subject is no blank one's, all parts are at most 255
/// bytes and free of control characters.
bool is_valid(const Key& key);
/// May sign in: valid, and a stable id rather than a handle.
bool is_provable(const Key& key);

}  // namespace obolus::identity
