// One connection to the database and what is prepared on it. Not thread-safe: the writer has one, each reader has one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>

#include "base/result.hpp"

namespace soci {
class session;
}

namespace obolus::store {

class Outbox;
class Statements;
class Known;

enum class Engine { sqlite, postgresql };

/// What a database can be asked to do by a connection.
enum class Access { read_write, read_only };

class Connection {
   public:
    /// `database` is "sqlite:/path/to/file.db", or "postgresql:" with libpq's keywords
    /// ("postgresql:host=/run/postgresql dbname=obolus") or as a URI ("postgresql://hub@db.example/obolus"). Throws
    /// what SOCI throws; see caught_exception().
    Connection(const std::string& database, Access access);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Engine engine() const noexcept { return engine_; }

    /// Between transactions: brings SQLite's write-ahead log into the database. Throws.
    void copy_log();
    /// The pages of that log after the last commit; 0 when it has been copied since.
    int pages_of_log() const noexcept { return pages_of_log_; }
    /// What a process before this one has written, and may have failed to sync, is on disk afterwards, unless
    /// somebody else copies the log. `database` is this one. Throws.
    void bring_to_disk(const std::string& database);
    /// Begins a transaction that holds the database's write lock at once (SQLite) or as soon as it has read log_head
    /// (PostgreSQL), or one that sees nothing but what was committed when it began to read.
    void begin_writing();
    void begin_reading();
    /// Ends it. Without a commit everything is undone, also what was to be sent.
    void commit();
    void rollback();
    /// Within a writing transaction, PostgreSQL may be told of a statement with the next one.
    bool may_send_later() const noexcept { return outbox_ && writing_; }
    /// How much of an SQLite file may lie in this connection's memory. Of PostgreSQL, nothing does.
    void keep_in_memory(std::size_t mib);
    /// Runs SQL that is neither prepared nor asked twice: transaction control, migrations. Throws.
    void execute(std::string_view sql);

    /// Runs a prepared statement: query<Columns...>(sql, row_callback, parameters...). Defined in query.hpp.
    Statements& statements() { return *statements_; }
    /// What is known from one transaction to the next.
    Known& known() { return *known_; }
    /// Rows that prepared statements have changed through this connection so far.
    std::int64_t changes() const noexcept { return changes_; }
    void count_changes(std::int64_t rows) noexcept { changes_ += rows; }
    /// What waits to be sent is sent first.
    soci::session& session();
    Outbox* outbox() noexcept { return outbox_.get(); }

   private:
    Engine engine_;
    std::unique_ptr<soci::session> session_;
    std::unique_ptr<Outbox> outbox_;  ///< PostgreSQL's
    std::unique_ptr<Statements> statements_;
    std::unique_ptr<Known> known_;
    bool writing_ = false;
    std::int64_t changes_ = 0;
    int pages_of_log_ = 0;
};

/// The books are not kept in this database, or not yet; what() says where they are and what to do.
struct BooksElsewhere : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the exception in flight says about the world; for use in a catch block.
struct Caught {
    std::error_code fault;
    bool of_one_command = false;  ///< a violated constraint, or no word from the database: the others may go well alone
    bool storage_broken = false;  ///< an I/O error: the writer stops for good
    bool connection_lost = false;  ///< the server has gone: nothing but a new connection helps
    bool surely_undone = false;    ///< whatever else: the server said that it has not committed
    bool worth_a_retry = false;    ///< the same again may go well: the server chose this one among several to undo
    std::string message{};
};
Caught caught_exception() noexcept;

/// Gives an answer to whoever asked. A receiver that throws is logged and goes no further: the books are as it was
/// told, and others wait for theirs.
void give(const std::function<void()>& answer) noexcept;

}  // namespace obolus::store
