// API tokens as rows: only what is needed to know a token again, never the token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace obolus::store {

struct StoredToken {
    std::int64_t number = 0;
    base::MemberId member;
    std::string name;
    std::int64_t scopes = 0;
    base::Time created_at;
    base::Time expires_at;  ///< base::Time{}: never
};

/// Adds the token under a number that was never used before; returns that number.
std::int64_t add_token(Transaction& transaction, const std::string& token_hash, const StoredToken& token);
/// Nothing when there is none or it has expired at `now`.
std::optional<StoredToken> read_token(Connection& connection, const std::string& token_hash, base::Time now);
/// A member's tokens, the latest first, expired ones included.
std::vector<StoredToken> tokens_of(Connection& connection, base::MemberId member);
/// False when the member has no token of that number.
bool remove_token(Transaction& transaction, base::MemberId member, std::int64_t number);

}  // namespace obolus::store
