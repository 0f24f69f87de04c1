// A verb's loop over its batch, with the promise that a refused command changes nothing.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "ledger/book.hpp"
#include "store/connection.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

/// What a transaction and its book (null: none) have changed so far.
inline std::pair<std::int64_t, std::int64_t> changes_of(store::Transaction& transaction, const ledger::Book* book) {
    return {transaction.connection().changes(), book == nullptr ? 0 : book->head().seq};
}

/// One answer for each command, in their order. A command that is refused after it has written a row or posted a txn
/// spoils the transaction: the writer undoes it and runs its commands one by one.
template <class Answer, class Command, class Decide>
std::vector<base::Result<Answer>> decide_each(store::Transaction& transaction, const ledger::Book* book,
                                              std::span<Command> commands, const Decide& decide) {
    std::vector<base::Result<Answer>> answers;
    answers.reserve(commands.size());
    for (Command& command : commands) {
        const auto before = changes_of(transaction, book);
        answers.push_back(decide(command));
        if (!answers.back() && changes_of(transaction, book) != before) transaction.spoil();
    }
    return answers;
}

}  // namespace obolus::hub
