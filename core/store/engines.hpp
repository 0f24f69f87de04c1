// What differs between SQLite and PostgreSQL, apart from the batches of query.hpp: how a connection is opened, which
// words begin a transaction, which types a migration means, and what an error says. Included by store's sources only.
#pragma once

#include <string>
#include <string_view>

#include "store/connection.hpp"

namespace soci {
class soci_error;
}

namespace obolus::store {

/// The engine that a database's name asks for; throws soci_error for any other name.
Engine engine_of(const std::string& database);

/// The database as messages and logs may name it: without a password.
std::string shown(const std::string& database);

/// What a migration's {{tokens}} become.
struct Dialect {
    std::string_view id;         ///< {{id}}: an integer that is the table's row number where there is such a thing
    std::string_view int64;      ///< {{int64}}
    std::string_view clustered;  ///< {{clustered}}: rows in the order of the key
};

namespace sqlite {
inline constexpr std::string_view prefix = "sqlite:";
inline constexpr Dialect dialect{"INTEGER", "BIGINT", " WITHOUT ROWID"};
void open(soci::session& session, const std::string& database, Access access);
/// Keeps count in `pages_of_log`, which must outlive the session; no checkpoint comes of itself then. SQLite's own
/// comes within a commit, whoever waits for it, and keeps quiet when it fails.
void count_log(soci::session& session, int& pages_of_log);
/// Empties the write-ahead log, unless somebody else is at it. After a failed sync the system's memory may hold pages
/// of it that the disk has lost and that no later sync writes: what was committed behind them would go with them.
void bring_to_disk(soci::session& session);
/// Whether the error is this engine's own; then `caught` says what it means.
bool classify(const soci::soci_error& error, Caught& caught);
/// The write-ahead log: its pages, and how many of them are in the database's file too.
struct Log {
    int pages = 0;
    int copied = 0;
};
/// Copies what it can from the log into the file without making anybody wait, and syncs the file if that was the whole
/// log. Throws.
Log copy_log(soci::session& session);
/// What was copied is on disk afterwards. Throws.
void sync_file(soci::session& session);
}  // namespace sqlite

namespace postgresql {
inline constexpr std::string_view prefix = "postgresql:";
inline constexpr Dialect dialect{"BIGINT", "BIGINT", ""};
void open(soci::session& session, const std::string& database, Access access);
bool classify(const soci::soci_error& error, Caught& caught);
std::string shown(const std::string& database);
/// Where a database is, as libpq reads it from a command line, and the password that has no business there.
struct Address {
    std::string uri;
    std::string password;
};
Address address_of(const std::string& database);
/// Waits until no other process migrates this database; until the connection ends.
void lock_migrations(soci::session& session);
/// What stands against keeping books in this database, with what to do; "" when nothing does.
std::string unfit(soci::session& session);
}  // namespace postgresql

}  // namespace obolus::store
