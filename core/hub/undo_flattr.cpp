#include "hub/undo_flattr.hpp"

#include "giving/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/ids.hpp"
#include "hub/month_cut.hpp"
#include "store/giving_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<UndoReceipt> undo_one(store::Transaction& transaction, const Rules& rules, const UndoFlattr& command) {
    if (!command.giver) return Refusal::account_needed;
    store::Connection& connection = transaction.connection();
    const auto id = parse_flattr_id(rules, command.id);
    if (!id || id->giver != command.giver) return giving::Refusal::flattr_unknown;
    const auto counts = store::flattr_counts(connection, id->month, id->giver, id->thing);
    if (!counts) return giving::Refusal::flattr_unknown;
    if (id->month != running_month(transaction, rules)) return giving::Refusal::month_is_cut;

    std::int64_t flattrs = store::flattrs_by(connection, id->month, id->giver);
    if (*counts) {
        flattrs -= 1;
        store::undo_flattr(transaction, id->month, id->giver, id->thing);
    }
    return UndoReceipt{id->month, flattrs, !*counts};
}

}  // namespace

std::vector<base::Result<UndoReceipt>> undo_flattr(store::Transaction& transaction, const Rules& rules,
                                                   std::span<const UndoFlattr> commands) {
    return decide_each<UndoReceipt>(transaction, nullptr, commands,
                                    [&](const UndoFlattr& command) { return undo_one(transaction, rules, command); });
}

}  // namespace obolus::hub
