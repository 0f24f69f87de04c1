// One effect for each key of a client, for ever (invariant 7): shared by the verbs that move money.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/verb.hpp"

namespace obolus::hub {

/// 1 to 64 characters of letters, digits, "-", "_", ".". Refusals: idempotency_key_missing, idempotency_key_malformed.
base::Result<void> check_key(std::string_view key);

/// What the key was answered at its first use; nothing when it is new. `body` is what the command asks for, in any
/// unambiguous text: only its hash is kept. Refusal: idempotency_key_reused (another body).
base::Result<std::optional<std::string>> first_answer(store::Transaction& transaction, const std::string& scope,
                                                      const std::string& key, std::string_view body);
/// Remembers the answer, in the transaction that moves the money.
void keep_answer(store::Transaction& transaction, const std::string& scope, const std::string& key,
                 std::string_view body, const std::string& answer);

/// Answers are kept as numbers, joined by blanks.
std::string join_numbers(std::initializer_list<std::int64_t> numbers);
/// Reads `count` of them; missing ones are 0.
std::vector<std::int64_t> split_numbers(std::string_view text, std::size_t count);

}  // namespace obolus::hub
