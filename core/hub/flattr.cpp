#include "hub/flattr.hpp"

#include <unordered_map>

#include "giving/budget.hpp"
#include "giving/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/ids.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "hub/recipient.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

/// What the batch knows of one giver: loaded at the giver's first command, saved once at the end.
struct GiverMonth {
    money::Amount plan;
    std::int64_t flattrs = 0;
    bool changed = false;
};

struct Batch {
    store::Transaction& transaction;
    const Rules& rules;
    base::Month month;
    ledger::Book book;
    std::unordered_map<base::MemberId, GiverMonth> givers;
};

GiverMonth& load_giver(Batch& batch, base::MemberId giver) {
    const auto found = batch.givers.find(giver);
    if (found != batch.givers.end()) return found->second;
    load_money(batch.transaction, batch.book, giver, batch.month, batch.rules);
    store::Connection& connection = batch.transaction.connection();
    const auto plan = money::Amount::from_micro(store::plan_of(connection, giver), batch.rules.currency).value();
    return batch.givers.emplace(giver, GiverMonth{plan, store::flattrs_by(connection, batch.month, giver), false})
        .first->second;
}

base::Result<FlattrReceipt> flattr_one(Batch& batch, const Flattr& command) {
    if (!command.giver) return Refusal::account_needed;
    if (command.thing.key.empty()) return Refusal::identity_invalid;
    BOOST_OUTCOME_TRY(const store::StoredIdentity owner, find_recipient(batch.transaction, batch.rules, command.owner));
    if (owner.member == command.giver) return giving::Refusal::own_thing;
    const base::ThingId thing = store::find_or_add(batch.transaction, command.thing);

    GiverMonth& giver = load_giver(batch, command.giver);
    const bool repeated = store::has_flattr(batch.transaction.connection(), batch.month, command.giver, thing);
    if (!repeated) {
        const giving::BudgetState state{command.giver,
                                        batch.month,
                                        giver.plan,
                                        giver.flattrs + 1,
                                        reserved_in(batch.book, command.giver, batch.month, batch.rules).micro(),
                                        wallet_in(batch.book, command.giver, batch.rules).micro()};
        if (const auto reserve = giving::adjust_reserve(state)) {
            BOOST_OUTCOME_TRYV(batch.book.post(batch.transaction.now(), *reserve));
        }
        store::add_flattr(batch.transaction, batch.month, command.giver,
                          {thing, owner.id, batch.transaction.now(), command.show_name, batch.rules.fee_ppm});
        giver.flattrs += 1;
        giver.changed = true;
    }
    return FlattrReceipt{
        flattr_id(batch.rules, {batch.month, command.giver, thing}),      batch.month,  repeated, giver.plan,
        reserved_in(batch.book, command.giver, batch.month, batch.rules), giver.flattrs};
}

}  // namespace

std::vector<base::Result<FlattrReceipt>> flattr(store::Transaction& transaction, const Rules& rules,
                                                std::span<const Flattr> commands) {
    Batch batch{transaction, rules, running_month(transaction, rules), store::open_book(transaction), {}};
    auto answers = decide_each<FlattrReceipt>(transaction, &batch.book, commands,
                                              [&](const Flattr& command) { return flattr_one(batch, command); });
    for (const auto& [member, giver] : batch.givers)
        if (giver.changed) store::set_flattrs_by(transaction, batch.month, member, giver.flattrs);
    store::save(transaction, batch.book);
    return answers;
}

}  // namespace obolus::hub
