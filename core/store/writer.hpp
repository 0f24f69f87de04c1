// The single writing thread with group commit: takes whatever commands wait, runs them in one transaction, commits
// once, and only then answers each.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include "base/time.hpp"

namespace obolus::store {

class Transaction;

/// A waiting command. hub::Hub makes them; the writer knows nothing of verbs but which commands can be handled
/// together.
class Queued {
   public:
    virtual ~Queued() = default;
    /// Commands with the same verb are decided together.
    virtual const void* verb() const noexcept = 0;
    /// Handles all of `group` (this one first, all of one verb) and keeps each one's answer. May be called again after
    /// a rollback. Throws what the store throws. A refusal that comes after a change spoils the transaction.
    virtual void decide(Transaction& transaction, std::span<Queued* const> group) = 0;
    /// Gives the kept answer to whoever asked. Called once, after the commit.
    virtual void answer() = 0;
    /// Gives a fault instead. Called once.
    virtual void fail(std::error_code fault) = 0;
};

/// What became of a batch, for counting.
struct BatchReport {
    std::size_t commands = 0;
    std::size_t waiting = 0;           ///< in the queue, after this batch was taken from it
    std::chrono::nanoseconds took{0};  ///< from the begin of its transaction to the end of its commit
    bool undone = false;               ///< its commands run again, one by one, and are reported again
    std::error_code fault;             ///< why it failed; none when it is committed
};

struct WriterOptions {
    std::string database;
    std::size_t queue_max = 20'000;
    std::size_t batch_max = 1'000;
    std::size_t cache_mib = 64;  ///< of SQLite's pages, kept in memory; PostgreSQL's server has a setting of its own
    /// How long a lost database may stay away before an interrupted commit is answered with outcome_unknown.
    std::chrono::milliseconds resolve_within{std::chrono::seconds{30}};
    std::function<void(const BatchReport&)> on_batch{};  ///< on the writer's thread; must not block or throw
};

class Writer {
   public:
    using Clock = std::function<base::Time()>;
    /// Called with one closure that answers a whole batch.
    using Deliver = std::function<void(std::function<void()>)>;
    /// Runs first in each transaction: what every commit has to record (the month's cut).
    using Prologue = std::function<void(Transaction&)>;

    /// Opens the database; throws what SOCI throws. A connection that is lost later fails its batch
    /// (storage_unavailable) and is opened again for the next one. Lost during the commit itself, the new connection
    /// tells whether the commit has arrived: then the batch is answered, otherwise it is done again.
    Writer(WriterOptions options, Clock clock, Prologue prologue, Deliver deliver);
    /// Answers everything that was accepted, then ends the thread.
    ~Writer();

    /// Any thread. Past queue_max, and when writing has stopped, the command fails at once.
    void submit(std::unique_ptr<Queued> command);
    /// Any thread. From now on nothing is written; the log says why.
    void stop(const std::string& why);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::store
