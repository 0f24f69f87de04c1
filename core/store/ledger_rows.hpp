// Accounts and the journal.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "ledger/book.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// An empty working set that continues the journal.
ledger::Book open_book(Transaction& transaction);
/// Loads those of `keys` that the book doesn't hold yet and that exist.
void load(Transaction& transaction, ledger::Book& book, std::span<const ledger::AccountKey> keys);
inline void load(Transaction& transaction, ledger::Book& book, const ledger::AccountKey& key) {
    load(transaction, book, {&key, 1});
}
/// Writes what the book's posts changed and appended; the transaction's head moves on.
void save(Transaction& transaction, const ledger::Book& book);

/// The account as committed, or an empty one with id 0.
ledger::Account read_account(Connection& connection, const ledger::AccountKey& key);
/// One for each, in their order.
std::vector<ledger::Account> read_accounts(Connection& connection, std::span<const ledger::AccountKey> keys);
std::optional<ledger::Transfer> read_transfer(Connection& connection, std::int64_t seq, std::int32_t n);
/// Transfers of one kind in txns first..last, in order.
void each_transfer(Connection& connection, std::int64_t first_seq, std::int64_t last_seq, ledger::TransferKind kind,
                   const std::function<void(const ledger::Transfer&)>& visit);
/// The whole journal in order, txn by txn, with its transfers; for the audit.
void each_txn(Connection& connection, const std::function<void(const ledger::Txn&)>& visit);
std::int64_t count_txns(Connection& connection);
void each_account(Connection& connection, const std::function<void(const ledger::Account&)>& visit);
base::Time time_of(Connection& connection, std::int64_t seq);
/// The chain's hash after this txn; "" when there is none.
std::string chain_at(Connection& connection, std::int64_t seq);

/// A client's key, and what it is unique in: the verb and the member ("top_up/17").
struct ClientKey {
    std::string scope;
    std::string key;
    friend auto operator<=>(const ClientKey&, const ClientKey&) = default;
};
/// What a key's first use was answered.
struct Remembered {
    std::string body;
    std::string answer;
};
std::optional<Remembered> remembered(Connection& connection, const std::string& scope, const std::string& key);
/// One for each, in their order.
std::vector<std::optional<Remembered>> remembered(Connection& connection, std::span<const ClientKey> keys);
void remember(Transaction& transaction, std::span<const std::pair<ClientKey, Remembered>> all);
void remember(Transaction& transaction, const std::string& scope, const std::string& key, const Remembered& what);

/// hub_facts: settled once.
std::optional<std::string> hub_fact(Connection& connection, const std::string& name);
void settle_hub_fact(Transaction& transaction, const std::string& name, const std::string& value);
void replace_hub_fact(Transaction& transaction, const std::string& name, const std::string& value);

}  // namespace obolus::store
