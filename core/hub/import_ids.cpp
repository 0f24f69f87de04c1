#include "hub/import_ids.hpp"

#include "hub/decide_each.hpp"
#include "hub/id_change.hpp"
#include "store/id_change_rows.hpp"

namespace obolus::hub {

namespace {

enum class Fate { accepted, repeated, unknown };

/// What is to become of a pair; an accepted one is in `change`.
base::Result<Fate> decide(store::Connection& connection, const Rules& rules, const identity::IdPair& pair,
                          identity::IdChange& change) {
    BOOST_OUTCOME_TRYV(identity::check_pair(pair));
    const KnownKey from = find_known(connection, rules, pair.from);
    const identity::IdPair stored{from.key, pair.to};
    const auto before = store::find_id_change(connection, stored);
    if (before && (before->state == identity::IdChangeState::waiting || !from.id)) return Fate::repeated;
    if (!from.id) return Fate::unknown;
    BOOST_OUTCOME_TRYV(check_change(connection, rules, from, stored));
    change.identity = from.id;
    change.pair = stored;
    return Fate::accepted;
}

/// Decides each pair, and hands what is accepted to `accept`.
template <class Accept>
ImportReceipt decide_all(store::Connection& connection, const Rules& rules, const ImportIds& command,
                         const Accept& accept) {
    ImportReceipt receipt;
    std::vector<bool> contradictory(command.pairs.size());
    for (const std::size_t position : identity::contradictions(command.pairs))
        contradictory[position] = true;
    for (std::size_t i = 0; i < command.pairs.size(); ++i) {
        identity::IdChange change;
        const base::Result<Fate> fate = contradictory[i] ? base::Result<Fate>(identity::Refusal::id_pair_contradicts)
                                                         : decide(connection, rules, command.pairs[i], change);
        if (!fate) {
            receipt.refused.push_back({i, fate.error()});
        } else if (fate.value() == Fate::accepted) {
            ++receipt.accepted;
            accept(change);
        } else {
            ++(fate.value() == Fate::repeated ? receipt.repeated : receipt.unknown);
        }
    }
    return receipt;
}

base::Result<void> check_size(const ImportIds& command) {
    if (command.pairs.size() > id_pairs_max || command.source.empty()) return identity::Refusal::id_pair_malformed;
    return base::success();
}

base::Result<ImportReceipt> import_one(store::Transaction& transaction, const Rules& rules, const ImportIds& command) {
    BOOST_OUTCOME_TRYV(check_size(command));
    return decide_all(transaction.connection(), rules, command, [&](identity::IdChange& change) {
        change.source = command.source;
        change.proof = command.proof;
        change.at = transaction.now();
        if (change.proof == identity::IdProof::platform) change.due_at = change.at + rules.id_change_wait;
        change.number = store::add_id_change(transaction, change);
        if (change.due_at != base::Time{}) tell_of_change(transaction, change);
    });
}

}  // namespace

std::vector<base::Result<ImportReceipt>> import_ids(store::Transaction& transaction, const Rules& rules,
                                                    std::span<const ImportIds> commands) {
    return decide_each<ImportReceipt>(transaction, nullptr, commands, [&](const ImportIds& command) {
        return import_one(transaction, rules, command);
    });
}

base::Result<ImportReceipt> preview_import(store::Snapshot& snapshot, const Rules& rules, const ImportIds& command) {
    BOOST_OUTCOME_TRYV(check_size(command));
    return decide_all(snapshot.connection(), rules, command, [](const identity::IdChange&) {});
}

}  // namespace obolus::hub
