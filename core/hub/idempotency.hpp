// One effect for each key of a client, for ever (invariant 7). What was answered the first time is kept as numbers and
// answered again; the same key with another body is refused.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hub/verb.hpp"

namespace obolus::store {
class Connection;
}

namespace obolus::hub {

/// A command as its key knows it. `scope` is the verb and whose key it is ("gift/17"), `body` the SHA-256 of all that
/// was asked for.
struct KeyedCommand {
    std::string scope;
    std::string key;
    std::string body;
};
/// `what` is everything in the command that must be the same for a repeat to be one, each part on a line.
KeyedCommand keyed(std::string verb, base::MemberId member, std::string key, const std::string& what);

/// Refusals: idempotency_key_missing, idempotency_key_malformed.
base::Result<void> check_idempotency_key(std::string_view key);

/// The first answer's numbers, or nothing when the key is new. Refusal: idempotency_key_reused.
base::Result<std::optional<std::vector<std::int64_t>>> first_answer(store::Transaction& transaction,
                                                                    const KeyedCommand& command);
void remember_answer(store::Transaction& transaction, const KeyedCommand& command,
                     std::span<const std::int64_t> numbers);

/// The same for a batch: what its keys have been answered, by an earlier transaction or by the batch itself.
class FirstAnswers {
   public:
    void load(store::Connection& connection, std::span<const KeyedCommand> commands);
    /// The first answer's numbers, or null when the key is new; valid until the next add(). Refusal:
    /// idempotency_key_reused.
    base::Result<const std::vector<std::int64_t>*> find(const KeyedCommand& command) const;
    void add(const KeyedCommand& command, std::span<const std::int64_t> numbers);
    /// Writes down what was added.
    void save(store::Transaction& transaction) const;

   private:
    struct First {
        std::string body;
        std::vector<std::int64_t> numbers;
        bool added = false;
    };
    std::map<std::pair<std::string, std::string>, First> answers_;  ///< by scope and key
};

}  // namespace obolus::hub
