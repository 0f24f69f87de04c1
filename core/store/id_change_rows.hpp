// The pairs of old and new ids that an operator has imported (rule 22).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/id_change.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

using identity::IdChange;

/// Adds it under the next number, which it answers.
std::int64_t add_id_change(Transaction& transaction, const IdChange& change);
/// Saves what may change: the pair's keys, state, reason and times.
void save_id_change(Transaction& transaction, const IdChange& change);
std::optional<IdChange> read_id_change(Connection& connection, std::int64_t number);
/// The same pair that waits, or was applied.
std::optional<IdChange> find_id_change(Connection& connection, const identity::IdPair& pair);
/// Whether another pair that waits or was applied gives `to` to somebody else, `from` something else, or waits to take
/// `to` away or to give `from` to somebody.
bool contradicts(Connection& connection, const identity::IdPair& pair);
/// What is to be applied at `now`, the earliest first.
std::vector<IdChange> due_id_changes(Connection& connection, base::Time now, std::int64_t count_max);
/// Those that wait for a sign-in to show their new id together with the old one.
std::vector<IdChange> unproven_id_changes(Connection& connection, const identity::Key& to);
/// Those with a number below `before`, the latest first.
std::vector<IdChange> list_id_changes(Connection& connection, std::int64_t before, std::int64_t count_max);

/// Whether anything but a sign-in or a link has happened to the identity: somebody gave to it, it has opted out, or
/// what comes back to somebody who has left waits there.
bool has_history(Connection& connection, base::IdentityId identity);
/// Removes an identity without history: its link ends, and a handle that it has shown is shown by `heir`. Sessions
/// that proved it alone are over.
void remove_identity(Transaction& transaction, base::IdentityId identity, base::IdentityId heir);
/// Gives the identity another key; the account as a thing is renamed with it, and an opt-out's hash follows.
void give_key(Transaction& transaction, base::IdentityId identity, const identity::Key& from, const identity::Key& to);
/// An opt-out: what the changes say of the identity becomes its hash.
void forget_id_changes(Transaction& transaction, base::IdentityId identity, const identity::Key& key,
                       const std::string& key_hash);

}  // namespace obolus::store
