// The one place where money moves: a working set of accounts, and post().
//
// A verb loads the accounts that its batch names into a Book, posts, and hands the Book to the store, which saves the
// changed accounts and the new txns. Pure: no clock, no database. Invariants 2, 3, 4 and 15 hold after each call,
// refused or not.
//
// Money can be held first (a pending transfer) and then posted or voided: a hold reduces what is available, and takes
// its place in the accounts' first-in first-out queues only when it is posted. That a hold is resolved once (invariant
// 5) is the caller's to know; whether the accounts hold that much is checked here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "ledger/refusal.hpp"
#include "ledger/transfer.hpp"

namespace obolus::ledger {

/// The journal's end: what the next txn continues.
struct Head {
    std::int64_t seq = 0;
    base::Time at{};
    std::string chain;  ///< genesis_chain() before the first
};

/// A pending transfer that another one resolves, with its whole amount.
struct Hold {
    std::int64_t seq = 0;  ///< 0: none
    std::int32_t n = 0;
    std::int64_t amount_micro = 0;
};

/// A transfer that somebody wants: accounts by key, the rest is post()'s business.
struct Posting {
    TransferKind kind{};
    AccountKey debit;
    AccountKey credit;
    std::int64_t amount_micro = 0;  ///< post_pending: at most the hold's, whose rest is freed; void_pending: the hold's
    std::vector<Line> lines{};      ///< of a packed transfer; empty otherwise
    Phase phase = Phase::plain;
    Hold hold{};                          ///< what a post_pending or void_pending resolves
    const PackedLines* packed = nullptr;  ///< of a packed transfer, instead of lines; outlives the post
};

class Book {
   public:
    /// `next_account_id` numbers accounts that are opened here.
    Book(Head head, std::int64_t next_account_id);

    /// Adds an account as it is stored. Each key once (checked).
    void add(Account account);
    bool contains(const AccountKey& key) const;
    /// The account, or an empty one with id 0 if it was never opened. Only keys that were looked for in the store may
    /// be asked for.
    Account get(const AccountKey& key) const;

    /// Moves money: all postings as one txn at max(now, last + 1 us), or nothing at all. Accounts that don't exist are
    /// opened. Refusals: ledger::Refusal. The result points into journal() until the next post.
    base::Result<const Txn*> post(base::Time now, std::span<const Posting> postings);
    base::Result<const Txn*> post(base::Time now, const Posting& posting) { return post(now, {&posting, 1}); }

    const Head& head() const noexcept { return head_; }
    std::int64_t next_account_id() const noexcept { return next_account_id_; }
    const std::vector<Txn>& journal() const noexcept { return journal_; }
    /// Accounts that post() has changed; `opened` tells the new ones.
    struct Change {
        Account account;
        bool opened;
    };
    std::vector<Change> changes() const;

   private:
    struct Entry {
        Account account;
        bool stored = false;
        bool changed = false;
    };
    base::Result<void> apply(const Posting& posting, Transfer& transfer);
    Entry& open(const AccountKey& key);

    Head head_;
    std::int64_t next_account_id_;
    std::unordered_map<AccountKey, Entry> accounts_;
    std::vector<Txn> journal_;
};

}  // namespace obolus::ledger
