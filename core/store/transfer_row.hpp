// The journal's row, read in one way wherever it is read. Included by store's sources only.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "ledger/transfer.hpp"
#include "store/query.hpp"

namespace obolus::store {

/// From the columns of `transfers`, in the table's order.
inline ledger::Transfer transfer_of(Int seq, Int n, Int kind, Int phase, Int debit, Int credit, Int amount, Int dr_from,
                                    Int cr_from, Int pending_seq, Int pending_n, const std::string& lines) {
    return {seq,
            static_cast<std::int32_t>(n),
            static_cast<ledger::TransferKind>(kind),
            static_cast<ledger::Phase>(phase),
            debit,
            credit,
            amount,
            dr_from,
            cr_from,
            pending_seq,
            static_cast<std::int32_t>(pending_n),
            lines};
}

/// select_transfers("FROM transfers t WHERE t.seq = :seq"): a statement for query_transfers(). The rows are `t`.
inline std::string select_transfers(const char* from) {
    return std::string(
               "SELECT t.seq, t.n, t.kind, t.phase, t.debit_account, t.credit_account, t.amount_micro, t.dr_from, "
               "t.cr_from, t.pending_seq, t.pending_n, t.lines ") +
           from;
}

/// Visits what a statement of select_transfers() finds. `sql` must outlive the connection: a static of its function.
template <class Visit, class... Values>
void query_transfers(Connection& connection, const std::string& sql, Visit&& visit, const Values&... values) {
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, std::string>(
        connection, sql.c_str(), [&](auto&&... columns) { visit(transfer_of(columns...)); }, values...);
}

}  // namespace obolus::store
