#include "store/token_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

std::int64_t add_token(Transaction& transaction, const std::string& token_hash, const StoredToken& token) {
    const Int number = transaction.head().next_token++;
    run(transaction.connection(),
        "INSERT INTO api_tokens (id, token_hash, member, name, scopes, created_at, expires_at) VALUES (:id, :hash, "
        ":member, :name, :scopes, :created, :expires)",
        number, token_hash, token.member.value, token.name, token.scopes, base::to_micros(token.created_at),
        base::to_micros(token.expires_at));
    return number;
}

std::optional<StoredToken> read_token(Connection& connection, const std::string& token_hash, base::Time now) {
    std::optional<StoredToken> found;
    query<Int, Int, std::string, Int, Int, Int>(
        connection,
        "SELECT id, member, name, scopes, created_at, expires_at FROM api_tokens WHERE token_hash = :hash AND "
        "(expires_at = 0 OR expires_at > :now)",
        [&](Int number, Int member, const std::string& name, Int scopes, Int created, Int expires) {
            found = {number, {member}, name, scopes, base::from_micros(created), base::from_micros(expires)};
        },
        token_hash, base::to_micros(now));
    return found;
}

std::vector<StoredToken> tokens_of(Connection& connection, base::MemberId member) {
    std::vector<StoredToken> tokens;
    query<Int, std::string, Int, Int, Int>(
        connection,
        "SELECT id, name, scopes, created_at, expires_at FROM api_tokens WHERE member = :member ORDER BY id DESC",
        [&](Int number, const std::string& name, Int scopes, Int created, Int expires) {
            tokens.push_back({number, member, name, scopes, base::from_micros(created), base::from_micros(expires)});
        },
        member.value);
    return tokens;
}

bool remove_token(Transaction& transaction, base::MemberId member, std::int64_t number) {
    return run(transaction.connection(), "DELETE FROM api_tokens WHERE member = :member AND id = :id", member.value,
               number) == 1;
}

}  // namespace obolus::store
