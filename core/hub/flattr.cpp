#include "hub/flattr.hpp"

#include <unordered_map>
#include <unordered_set>

#include "giving/budget.hpp"
#include "giving/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/ids.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "hub/recipient.hpp"
#include "store/flattr_batch.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

/// A command with what the store knows of it; number 0 where it knows nothing, or something else than is said now.
struct Loaded {
    const Flattr& command;
    store::StoredIdentity owner;
    base::ThingId thing;
};

struct GivenHash {
    std::size_t operator()(const std::pair<base::MemberId, base::ThingId>& given) const noexcept {
        return std::hash<base::MemberId>{}(given.first) * 31 + std::hash<base::ThingId>{}(given.second);
    }
};

struct Batch {
    store::Transaction& transaction;
    const Rules& rules;
    base::Month month;
    ledger::Book book;
    std::vector<Loaded> commands{};
    std::unordered_map<base::MemberId, store::GiverMonth> givers{};
    std::unordered_set<base::MemberId> givers_changed{};
    /// Whether a giver's flattr of a thing counts; of those things that were known before the batch, and of its own.
    std::unordered_map<std::pair<base::MemberId, base::ThingId>, bool, GivenHash> given{};
    std::vector<store::NewFlattr> flattrs{};
};

void load_commands(Batch& batch, std::span<const Flattr> commands) {
    std::vector<const identity::ExternalIdentity*> owners;
    std::vector<const giving::Thing*> things;
    for (const Flattr& command : commands) {
        owners.push_back(&command.owner);
        things.push_back(&command.thing);
    }
    store::Connection& connection = batch.transaction.connection();
    const auto known_owners = store::find_unchanged(connection, owners);
    const auto known_things = store::find_unchanged(connection, things);
    for (std::size_t i = 0; i < commands.size(); ++i)
        batch.commands.push_back({commands[i], known_owners[i], known_things[i]});
}

void load_givers(Batch& batch) {
    std::vector<base::MemberId> givers;
    std::vector<ledger::AccountKey> accounts;
    std::vector<store::GivenThing> given;
    for (const Loaded& each : batch.commands) {
        const base::MemberId giver = each.command.giver;
        if (!giver) continue;
        if (each.thing) given.push_back({giver, each.thing});
        if (!batch.givers.try_emplace(giver).second) continue;
        givers.push_back(giver);
        accounts.push_back(ledger::wallet_of(giver, batch.rules.currency));
        accounts.push_back(ledger::budget_of(giver, batch.month, batch.rules.currency));
    }
    store::Connection& connection = batch.transaction.connection();
    for (const store::GiverMonth& giver : store::load_givers(connection, batch.month, givers))
        batch.givers[giver.giver] = giver;
    store::load(batch.transaction, batch.book, accounts);
    const std::vector<bool> counts = store::have_flattrs(connection, batch.month, given);
    for (std::size_t i = 0; i < given.size(); ++i)
        batch.given.emplace(std::pair{given[i].giver, given[i].thing}, counts[i]);
}

FlattrReceipt receipt_of(const Batch& batch, base::MemberId giver, base::ThingId thing, bool repeated) {
    const store::GiverMonth& state = batch.givers.at(giver);
    return {flattr_id(batch.rules, {batch.month, giver, thing}),
            batch.month,
            repeated,
            amount_of(state.plan_micro, batch.rules),
            reserved_in(batch.book, giver, batch.month, batch.rules),
            state.flattrs};
}

base::Result<FlattrReceipt> flattr_one(Batch& batch, Loaded& loaded) {
    const Flattr& command = loaded.command;
    // One who has left since he asked: his budget is divided over what he gave before (rule 20).
    if (!command.giver || batch.givers.at(command.giver).left) return Refusal::account_needed;
    // Also for a known one: a blank identity is known, and nobody's name.
    if (command.thing.key.empty() || !identity::is_valid(command.owner.key)) return Refusal::identity_invalid;
    if (!loaded.owner.id) {
        BOOST_OUTCOME_TRY(loaded.owner, find_recipient(batch.transaction, batch.rules, command.owner));
    }
    if (loaded.owner.member == command.giver) return giving::Refusal::own_thing;
    if (!loaded.thing) {
        loaded.thing = store::find_or_add(batch.transaction, command.thing);
        // Its title may have changed alone; then it may have been given to before.
        const auto place = batch.given.try_emplace(std::pair{command.giver, loaded.thing}, false);
        if (place.second)
            place.first->second =
                store::has_flattr(batch.transaction.connection(), batch.month, command.giver, loaded.thing);
    }
    bool& counts = batch.given[std::pair{command.giver, loaded.thing}];
    if (counts) return receipt_of(batch, command.giver, loaded.thing, true);

    store::GiverMonth& giver = batch.givers.at(command.giver);
    const giving::BudgetState state =
        budget_in(batch.book, command.giver, batch.month, giver.plan_micro, giver.flattrs + 1, batch.rules);
    if (const auto reserve = giving::adjust_reserve(state)) {
        BOOST_OUTCOME_TRYV(batch.book.post(batch.transaction.now(), *reserve));
    }
    counts = true;
    giver.flattrs += 1;
    batch.givers_changed.insert(command.giver);
    batch.flattrs.push_back(
        {command.giver,
         {loaded.thing, loaded.owner.id, batch.transaction.now(), command.show_name, batch.rules.fee_ppm}});
    return receipt_of(batch, command.giver, loaded.thing, false);
}

void save(Batch& batch) {
    store::add_flattrs(batch.transaction, batch.month, batch.flattrs);
    std::vector<store::GiverMonth> givers;
    for (const base::MemberId giver : batch.givers_changed)
        givers.push_back(batch.givers.at(giver));
    store::list_givers(batch.transaction, batch.month, givers);
    store::save(batch.transaction, batch.book);
}

}  // namespace

std::vector<base::Result<FlattrReceipt>> flattr(store::Transaction& transaction, const Rules& rules,
                                                std::span<const Flattr> commands) {
    Batch batch{transaction, rules, running_month(transaction, rules), store::open_book(transaction)};
    load_commands(batch, commands);
    load_givers(batch);
    auto answers = decide_each<FlattrReceipt>(transaction, &batch.book, std::span<Loaded>(batch.commands),
                                              [&](Loaded& loaded) { return flattr_one(batch, loaded); });
    save(batch);
    return answers;
}

}  // namespace obolus::hub
