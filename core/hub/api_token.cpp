#include "hub/api_token.hpp"

#include <algorithm>
#include <array>

#include "hub/decide_each.hpp"
#include "hub/session.hpp"
#include "store/token_rows.hpp"

namespace obolus::hub {

namespace {
constexpr std::array all_scopes{ScopeName{"read", Scope::read}, ScopeName{"give", Scope::give},
                                ScopeName{"manage", Scope::manage}};
constexpr std::int64_t all_bits = static_cast<std::int64_t>(Scope::read) | static_cast<std::int64_t>(Scope::give) |
                                  static_cast<std::int64_t>(Scope::manage);
constexpr std::size_t name_bytes_max = 64;
constexpr std::ptrdiff_t tokens_max = 50;
constexpr std::chrono::days lifetime_max{3650};

bool is_name(std::string_view name) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    return !name.empty() && name.size() <= name_bytes_max && std::ranges::none_of(name, is_control);
}

TokenView view_of(const store::StoredToken& token) {
    return {token.number, token.member, token.name, token.scopes, token.created_at, token.expires_at};
}

base::Result<TokenView> create_one(store::Transaction& transaction, const Rules& rules, const CreateToken& command) {
    const base::Time now = transaction.now();
    if (!command.member) return Refusal::account_needed;
    if (command.signed_in_at) {
        BOOST_OUTCOME_TRYV(check_recent(rules, *command.signed_in_at, now));
    }
    if (!is_name(command.name)) return Refusal::token_name_malformed;
    if (command.scopes <= 0 || (command.scopes & ~all_bits) != 0) return Refusal::scope_unknown;
    if (command.lifetime < std::chrono::days{0} || command.lifetime > lifetime_max)
        return Refusal::token_lifetime_malformed;
    const auto tokens = store::tokens_of(transaction.connection(), command.member);
    const auto is_valid = [now](const store::StoredToken& token) {
        return token.expires_at == base::Time{} || token.expires_at > now;
    };
    if (std::ranges::count_if(tokens, is_valid) >= tokens_max) return Refusal::too_many_tokens;

    store::StoredToken token{0, command.member, command.name, command.scopes, now, {}};
    if (command.lifetime > std::chrono::days{0}) token.expires_at = now + command.lifetime;
    token.number = store::add_token(transaction, token_hash(command.token), token);
    return view_of(token);
}
}  // namespace

std::span<const ScopeName> scope_names() noexcept { return all_scopes; }

std::vector<base::Result<TokenView>> create_token(store::Transaction& transaction, const Rules& rules,
                                                  std::span<const CreateToken> commands) {
    return decide_each<TokenView>(transaction, nullptr, commands,
                                  [&](const CreateToken& command) { return create_one(transaction, rules, command); });
}

std::vector<base::Result<RevokedToken>> revoke_token(store::Transaction& transaction, const Rules&,
                                                     std::span<const RevokeToken> commands) {
    const auto revoke = [&](const RevokeToken& command) -> base::Result<RevokedToken> {
        if (!store::remove_token(transaction, command.member, command.number)) return Refusal::token_unknown;
        return RevokedToken{};
    };
    return decide_each<RevokedToken>(transaction, nullptr, commands, revoke);
}

base::Result<std::vector<TokenView>> list_tokens(store::Snapshot& snapshot, const Rules&, const ListTokens& question) {
    std::vector<TokenView> views;
    for (const store::StoredToken& token : store::tokens_of(snapshot.connection(), question.member))
        views.push_back(view_of(token));
    return views;
}

base::Result<TokenView> find_token(store::Snapshot& snapshot, const Rules&, const FindToken& question) {
    const auto token = store::read_token(snapshot.connection(), token_hash(question.token), snapshot.now());
    if (!token) return Refusal::token_invalid;
    return view_of(*token);
}

}  // namespace obolus::hub
