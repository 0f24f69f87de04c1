// Bearer tokens for programs: made by a member on the settings page or by the operator on the command line, limited by
// scopes. Only their SHA-256 is kept.
#pragma once

#include <optional>

#include "hub/verb.hpp"

namespace obolus::hub {

/// What a token may do. Each is asked for by name; none includes another. The bits are stored: append only.
enum class Scope : std::int64_t {
    read = 1,   ///< see what the member sees
    give = 2,   ///< flattr, undo, gift, recall
    manage = 4  ///< budget, top-up, use of revenue; never payouts, links or the account itself
};
struct ScopeName {
    std::string_view name;  ///< "read", "give", "manage"
    Scope scope;
};
std::span<const ScopeName> scope_names() noexcept;

/// What every token begins with, so that scanners of source code know a leaked one.
inline constexpr std::string_view token_prefix = "obolus_";

struct CreateToken {
    base::MemberId member;
    std::string token;  ///< fresh random: token_prefix and base::random_token()
    std::string name;   ///< the member's word for it, 1 to 64 bytes
    std::int64_t scopes = 0;
    std::chrono::days lifetime{0};  ///< 1 to 3650 days; 0: until it is revoked
    /// The session's latest proof, which must be recent; none for the operator's command line.
    std::optional<base::Time> signed_in_at{};
};
/// A token as its member sees it; the token itself is shown once, by whoever made it.
struct TokenView {
    std::int64_t number = 0;
    base::MemberId member;
    std::string name;
    std::int64_t scopes = 0;
    base::Time created_at;
    base::Time expires_at;  ///< base::Time{}: never
};
/// Refusals: account_needed, sign_in_not_recent, token_name_malformed, scope_unknown (none, or an unknown bit),
/// token_lifetime_malformed, too_many_tokens (50 that haven't expired).
std::vector<base::Result<TokenView>> create_token(store::Transaction&, const Rules&, std::span<const CreateToken>);

struct RevokeToken {
    base::MemberId member;
    std::int64_t number = 0;
};
struct RevokedToken {};
/// Refusal: token_unknown (also somebody else's).
std::vector<base::Result<RevokedToken>> revoke_token(store::Transaction&, const Rules&, std::span<const RevokeToken>);

/// The latest first; those that have expired too, so that one sees why a program stopped working.
struct ListTokens {
    base::MemberId member;
};
base::Result<std::vector<TokenView>> list_tokens(store::Snapshot&, const Rules&, const ListTokens&);

struct FindToken {
    std::string token;
};
/// Refusal: token_invalid (unknown, revoked or expired).
base::Result<TokenView> find_token(store::Snapshot&, const Rules&, const FindToken&);

}  // namespace obolus::hub
