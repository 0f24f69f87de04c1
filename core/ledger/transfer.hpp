// The journal's rows: transfers, immutable, one debit and one credit each, gathered in transactions (`txn`) with one
// number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "ledger/account.hpp"
#include "ledger/line.hpp"

namespace obolus::ledger {

/// Why money moved. The numbers are stored and hashed: append only.
enum class TransferKind : std::int16_t {
    top_up = 1,           ///< rail_clearing -> wallet
    budget_reserve = 2,   ///< wallet -> budget
    budget_release = 3,   ///< budget -> wallet
    close = 4,            ///< budget -> closing, packed: a giver's shares
    share = 5,            ///< closing -> escrow or revenue, packed: a recipient's shares
    claim = 6,            ///< escrow -> revenue: all lines not yet returned
    refund = 7,           ///< escrow -> wallet, packed: each line names the line that it returns
    gift = 8,             ///< wallet -> escrow or revenue, packed: one line
    use_revenue = 9,      ///< revenue -> wallet
    payout_reserve = 10,  ///< revenue (wallet of one who leaves) -> payout_inflight: a hold, then its post or void
    payout_settle = 11,   ///< payout_inflight -> rail_clearing
    fee = 12,             ///< revenue -> fee, at the rate frozen at giving
    chargeback = 13,      ///< wallet, budget or operator_loss -> rail_clearing
    leftover = 14         ///< wallet or revenue of one who left -> escrow of his home identity, packed: one line
};
std::string_view to_string(TransferKind kind) noexcept;

/// A transfer is plain, or a hold and what resolves it. The numbers are stored: append only.
enum class Phase : std::int16_t { plain = 1, pending = 2, post_pending = 3, void_pending = 4 };

struct Transfer {
    std::int64_t seq = 0;  ///< its txn
    std::int32_t n = 0;    ///< its place in the txn, from 1
    TransferKind kind{};
    Phase phase = Phase::plain;
    std::int64_t debit_account = 0;
    std::int64_t credit_account = 0;
    std::int64_t amount_micro = 0;  ///< > 0; of a packed transfer, the sum of its lines
    std::int64_t dr_from =
        0;  ///< the debit account's posted debits before it: where in that account's first-in first-out queue it takes
    std::int64_t cr_from = 0;      ///< the credit account's posted credits before it: where it enters that queue
                                   ///< both 0 for a hold and its void: they take no place in a queue
    std::int64_t pending_seq = 0;  ///< the hold that this resolves
    std::int32_t pending_n = 0;
    std::string lines;  ///< ledger::encode(); "" when not packed
};

/// An account that a txn was the first to name: what its number stands for from then on.
struct OpenedAccount {
    std::int64_t id = 0;
    AccountKey key;
};

struct Txn {
    std::int64_t seq = 0;  ///< gapless from 1
    base::Time at;         ///< strictly increasing
    std::string leaf;      ///< SHA-256 of its content, hexadecimal
    std::string chain;     ///< SHA-256(previous chain || leaf), hexadecimal
    std::vector<Transfer> transfers;
    std::vector<OpenedAccount> opened;  ///< in the order of their ids; not stored, since `accounts` says it again
};

}  // namespace obolus::ledger
