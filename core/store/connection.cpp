#include "store/connection.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "store/statement.hpp"

namespace obolus::store {

namespace {

constexpr std::string_view sqlite_prefix = "sqlite:";

void open_sqlite(soci::session& session, const std::string& path, Access access) {
    // SOCI's own parameters can't hold every path; a file name with blanks needs quotes.
    session.open(soci::sqlite3,
                 "db=\"" + path + "\" timeout=5" + (access == Access::read_only ? " readonly=true" : ""));
    session << "PRAGMA busy_timeout = 5000";
    session << "PRAGMA mmap_size = 0";
    session << "PRAGMA cache_size = -65536";
    if (access == Access::read_only) {
        session << "PRAGMA query_only = ON";
        return;
    }
    std::string mode;
    session << "PRAGMA journal_mode = WAL", soci::into(mode);
    if (mode != "wal")
        throw soci::soci_error("the database can't be switched to write-ahead logging (mode is " + mode + ")");
    session << "PRAGMA synchronous = FULL";
}

Caught classify(int sqlite_result, std::string message) {
    Caught caught{base::Fault::storage_unavailable, false, false, std::move(message)};
    switch (sqlite_result & 0xff) {
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
            caught.of_one_command = true;
            break;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            caught.fault = base::Fault::storage_locked;
            break;
        case SQLITE_FULL:
            caught.fault = base::Fault::storage_full;
            break;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            caught.fault = base::Fault::storage_read_only;
            break;
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            caught.storage_broken = true;
            break;
        default:
            break;
    }
    return caught;
}

}  // namespace

Connection::Connection(const std::string& database, Access access) : session_(std::make_unique<soci::session>()) {
    if (!database.starts_with(sqlite_prefix)) throw soci::soci_error("the database must be given as \"sqlite:PATH\"");
    open_sqlite(*session_, database.substr(sqlite_prefix.size()), access);
    statements_ = std::make_unique<Statements>(*session_);
}

Connection::~Connection() = default;

void Connection::execute(const std::string& sql) { *session_ << sql; }

Caught caught_exception() noexcept {
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& error) {
        return classify(error.result(), error.what());
    } catch (const soci::soci_error& error) {
        return {base::Fault::storage_unavailable, false, false, error.what()};
    } catch (const std::exception& error) {
        return {base::Fault::internal, true, false, error.what()};
    } catch (...) {
        return {base::Fault::internal, true, false, "unknown error"};
    }
}

void give(const std::function<void()>& answer) noexcept {
    try {
        answer();
    } catch (...) {
        spdlog::critical("an answer was given, but its receiver failed: {}", caught_exception().message);
    }
}

}  // namespace obolus::store
