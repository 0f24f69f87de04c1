// A writing transaction of the single writer, and a reader's snapshot: what verbs and queries work in.
#pragma once

#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "ledger/book.hpp"
#include "store/connection.hpp"

namespace obolus::store {

/// Whether the books are kept in this database (store/move.hpp). A hub serves them only `here`.
enum class Place { here = 0, leaving = 1, gone = 2, arriving = 3 };

/// The row log_head: the journal's end and the next free numbers.
struct LogHead {
    ledger::Head journal;
    base::Month month;  ///< of the last commit
    std::int64_t clock_offset_us = 0;
    std::int64_t next_account = 1;
    std::int64_t next_member = 1;
    std::int64_t next_identity = 1;
    std::int64_t next_thing = 1;
    std::int64_t next_notice = 1;
    std::int64_t next_payout = 1;
    std::int64_t next_token = 1;
    std::int64_t history_seq = 0;  ///< account_history is written up to this txn
    std::int64_t flattrs = 0;      ///< of `month` that count
    Place place = Place::here;     ///< never changed by a Transaction
};

/// Which of all commits one is: a writer's name, and how many it had begun. Without a name none is kept.
struct CommitMark {
    std::string writer;
    std::int64_t number = 0;
};

/// Whether the commit that was interrupted has arrived; for PostgreSQL, on a new connection, by the writer that began
/// it. Waits for the old connection's transaction when that is still open, and a yes is as durable as an answer has to
/// be. Throws what SOCI throws: then nobody knows yet.
bool is_committed(Connection& connection, const CommitMark& mark);
/// The marks of writers that have not committed since then.
void forget_marks(Connection& connection, base::Time since);

/// Holds the database's write lock from construction on. Another process (the command line, another hub) may have
/// written since the last one: then nothing that is known from it is relied on (store/known.hpp). Throws what SOCI
/// throws, and BooksElsewhere; without commit() everything is undone.
class Transaction {
   public:
    Transaction(Connection& connection, base::Time clock);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// max(clock, last transaction + 1 us), on the hub's own clock: strictly increasing however the machine's clock
    /// jumps.
    base::Time now() const noexcept { return now_; }
    /// The hub's own clock alone, which may lag behind now().
    base::Time clock() const noexcept { return clock_; }
    LogHead& head() noexcept { return head_; }
    const LogHead& head() const noexcept { return head_; }
    Connection& connection() noexcept { return connection_; }
    /// A command was refused after it had changed something. A refusal changes nothing, so this transaction may not be
    /// committed: the writer undoes it and runs its commands one by one.
    void spoil() noexcept { spoiled_ = true; }
    bool spoiled() const noexcept { return spoiled_; }
    /// Not when spoiled (checked). `mark` is kept with it on PostgreSQL, so that is_committed() can tell afterwards.
    void commit(const CommitMark& mark = {});

   private:
    void warn_of_a_leap() const;

    Connection& connection_;
    LogHead head_;
    base::Time began_at_{};  ///< the last commit before this one
    base::Time clock_;
    base::Time now_;
    bool open_ = false;
    bool spoiled_ = false;
};

/// Throws BooksElsewhere, which says where they are, unless the books are kept in this database.
void require_here(Connection& connection, Place place);

/// A consistent view of what is committed, wherever the books are kept: whoever serves them asks require_here().
class Snapshot {
   public:
    Snapshot(Connection& connection, base::Time clock);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    base::Time now() const noexcept { return now_; }
    const LogHead& head() const noexcept { return head_; }
    Connection& connection() noexcept { return connection_; }

   private:
    Connection& connection_;
    LogHead head_;
    base::Time now_;
};

}  // namespace obolus::store
