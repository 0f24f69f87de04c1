#include "ledger/book.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "ledger/chain.hpp"

namespace obolus::ledger {

namespace {
constexpr bool resolves(Phase phase) noexcept { return phase == Phase::post_pending || phase == Phase::void_pending; }

constexpr std::array<std::string_view, 9> refusal_names{"amount_not_positive", "same_account",    "mixed_currencies",
                                                        "insufficient_funds",  "total_too_large", "lines_do_not_sum",
                                                        "nothing_to_post",     "hold_unknown",    "above_hold"};
const base::NamedCategory category{"ledger", refusal_names};

/// What must be true of a posting before any account is looked at.
base::Result<void> check(const Posting& posting) {
    if (posting.amount_micro <= 0) return Refusal::amount_not_positive;
    if (posting.debit.currency != posting.credit.currency) return Refusal::mixed_currencies;
    if (posting.debit == posting.credit) return Refusal::same_account;
    if (posting.packed != nullptr && (!posting.lines.empty() || posting.packed->sum_micro() != posting.amount_micro))
        return Refusal::lines_do_not_sum;
    if (!posting.lines.empty() && sum(posting.lines) != posting.amount_micro) return Refusal::lines_do_not_sum;
    if (resolves(posting.phase) != (posting.hold.seq != 0)) return Refusal::hold_unknown;
    if (resolves(posting.phase) && posting.amount_micro > posting.hold.amount_micro) return Refusal::above_hold;
    if (posting.phase == Phase::void_pending && posting.amount_micro != posting.hold.amount_micro)
        return Refusal::above_hold;
    return base::success();
}

/// Frees what a hold has kept; false when the accounts don't hold that much.
bool free_hold(Account& debit, Account& credit, const Hold& hold) {
    if (debit.debits_pending < hold.amount_micro || credit.credits_pending < hold.amount_micro) return false;
    debit.debits_pending -= hold.amount_micro;
    credit.credits_pending -= hold.amount_micro;
    return true;
}

/// Adds the amount to both totals, posted or pending ones; false when that would leave the int64 range. Posted and
/// pending together stay in range, so that available() always does.
bool add_to(Account& debit, Account& credit, std::int64_t amount, bool pending) {
    std::int64_t debits = 0;
    std::int64_t credits = 0;
    if (__builtin_add_overflow(debit.debits_posted + debit.debits_pending, amount, &debits) ||
        __builtin_add_overflow(credit.credits_posted + credit.credits_pending, amount, &credits))
        return false;
    (pending ? debit.debits_pending : debit.debits_posted) += amount;
    (pending ? credit.credits_pending : credit.credits_posted) += amount;
    return true;
}
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

Book::Book(Head head, std::int64_t next_account_id) : head_(std::move(head)), next_account_id_(next_account_id) {}

void Book::add(Account account) {
    const AccountKey key = account.key;
    const bool added = accounts_.try_emplace(key, Entry{std::move(account), true, false}).second;
    OBOLUS_CHECK(added);
}

bool Book::contains(const AccountKey& key) const { return accounts_.contains(key); }

Account Book::get(const AccountKey& key) const {
    const auto found = accounts_.find(key);
    return found == accounts_.end() ? Account{.key = key} : found->second.account;
}

Book::Entry& Book::open(const AccountKey& key) {
    const auto [place, added] = accounts_.try_emplace(key, Entry{Account{.key = key}, false, false});
    if (added) place->second.account.id = next_account_id_++;
    return place->second;
}

base::Result<void> Book::apply(const Posting& posting, Transfer& transfer) {
    Entry& debit = open(posting.debit);
    Entry& credit = open(posting.credit);
    if (resolves(posting.phase) && !free_hold(debit.account, credit.account, posting.hold))
        return Refusal::hold_unknown;
    transfer.kind = posting.kind;
    transfer.phase = posting.phase;
    transfer.debit_account = debit.account.id;
    transfer.credit_account = credit.account.id;
    transfer.amount_micro = posting.amount_micro;
    transfer.pending_seq = posting.hold.seq;
    transfer.pending_n = posting.hold.n;
    transfer.lines = posting.packed != nullptr ? posting.packed->text() : encode(posting.lines);
    debit.changed = credit.changed = true;
    if (posting.phase == Phase::void_pending) return base::success();
    if (is_liability(posting.debit.kind) && debit.account.available() < posting.amount_micro)
        return Refusal::insufficient_funds;
    const bool pending = posting.phase == Phase::pending;
    if (!pending) {
        transfer.dr_from = debit.account.debits_posted;
        transfer.cr_from = credit.account.credits_posted;
    }
    if (!add_to(debit.account, credit.account, posting.amount_micro, pending)) return Refusal::total_too_large;
    return base::success();
}

base::Result<const Txn*> Book::post(base::Time now, std::span<const Posting> postings) {
    if (postings.empty()) return Refusal::nothing_to_post;
    for (const Posting& posting : postings) {
        BOOST_OUTCOME_TRYV(check(posting));
    }

    // What a refusal half-way must undo: the accounts touched so far, and the numbers given to new ones.
    std::vector<std::pair<AccountKey, Entry>> before;
    std::vector<AccountKey> opened;
    const std::int64_t next_account_before = next_account_id_;
    for (const Posting& posting : postings)
        for (const AccountKey& key : {posting.debit, posting.credit}) {
            const auto found = accounts_.find(key);
            if (found == accounts_.end())
                opened.push_back(key);
            else
                before.emplace_back(key, found->second);
        }

    Txn txn;
    txn.seq = head_.seq + 1;
    txn.at = std::max(now, head_.at + std::chrono::microseconds(1));
    for (const Posting& posting : postings) {
        Transfer transfer;
        transfer.seq = txn.seq;
        transfer.n = static_cast<std::int32_t>(txn.transfers.size()) + 1;
        const auto applied = apply(posting, transfer);
        if (!applied) {
            for (auto& [key, entry] : before)
                accounts_.insert_or_assign(key, entry);
            for (const AccountKey& key : opened)
                accounts_.erase(key);
            next_account_id_ = next_account_before;
            return applied.error();
        }
        txn.transfers.push_back(std::move(transfer));
    }
    for (const AccountKey& key : opened)
        txn.opened.push_back({accounts_.at(key).account.id, key});
    // Several postings may have opened the same one.
    std::ranges::sort(txn.opened, {}, &OpenedAccount::id);
    const auto repeated = std::ranges::unique(txn.opened, {}, &OpenedAccount::id);
    txn.opened.erase(repeated.begin(), repeated.end());
    txn.leaf = leaf_hash(txn);
    txn.chain = chain_hash(head_.chain, txn.leaf);
    head_ = {txn.seq, txn.at, txn.chain};
    journal_.push_back(std::move(txn));
    return &journal_.back();
}

std::vector<Book::Change> Book::changes() const {
    std::vector<Change> changes;
    for (const auto& [key, entry] : accounts_)
        if (entry.changed) changes.push_back({entry.account, !entry.stored});
    // In the order of their ids: the database's pages are touched in order too.
    std::ranges::sort(changes, {}, [](const Change& change) { return change.account.id; });
    return changes;
}

}  // namespace obolus::ledger
