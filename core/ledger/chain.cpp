#include "ledger/chain.hpp"

#include <array>
#include <charconv>

#include "base/crypto.hpp"

namespace obolus::ledger {

namespace {
constexpr std::array<std::string_view, 15> kind_names{
    "",     "top_up",      "budget_reserve", "budget_release", "close", "share",      "claim",   "refund",
    "gift", "use_revenue", "payout_reserve", "payout_settle",  "fee",   "chargeback", "leftover"};
}

std::string_view to_string(TransferKind kind) noexcept {
    const auto index = static_cast<std::size_t>(kind);
    return index < kind_names.size() ? kind_names[index] : "unknown";
}

namespace {
/// Of a transfer's line in the canonical text.
constexpr std::size_t fields_max = 10;
constexpr std::size_t digits_max = 20;
}  // namespace

std::string genesis_chain() { return std::string(64, '0'); }

std::string leaf_hash(const Txn& txn) {
    std::string text =
        "obolus-txn-1\n" + std::to_string(txn.seq) + " " + std::to_string(base::to_micros(txn.at)) + "\n";
    std::size_t size = text.size();
    for (const Transfer& t : txn.transfers)
        size += fields_max * (digits_max + 1) + t.lines.size() + 1;
    text.reserve(size);
    for (const Transfer& t : txn.transfers) {
        char fields[fields_max * (digits_max + 1)];
        char* at = fields;
        for (const std::int64_t field :
             {std::int64_t{t.n}, static_cast<std::int64_t>(t.kind), static_cast<std::int64_t>(t.phase), t.debit_account,
              t.credit_account, t.amount_micro, t.dr_from, t.cr_from, t.pending_seq, std::int64_t{t.pending_n}}) {
            at = std::to_chars(at, at + digits_max, field).ptr;
            *at++ = ' ';
        }
        text.append(fields, at);
        text += t.lines;
        text.push_back('\n');
    }
    for (const OpenedAccount& account : txn.opened) {
        text += "account " + std::to_string(account.id) + " " + std::to_string(static_cast<int>(account.key.kind)) +
                " " + std::to_string(account.key.owner) + " " + std::to_string(account.key.month.index) + " ";
        text += account.key.currency.code();
        text.push_back('\n');
    }
    return base::to_hex(base::sha256(text));
}

std::string chain_hash(std::string_view previous_chain, std::string_view leaf) {
    return base::to_hex(base::sha256(std::string(previous_chain).append(leaf)));
}

}  // namespace obolus::ledger
