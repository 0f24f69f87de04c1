#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include "store/engines.hpp"

namespace obolus::store::sqlite {

namespace {

int count_pages(void* pages_of_log, sqlite_api::sqlite3*, const char*, int pages) {
    *static_cast<int*>(pages_of_log) = pages;
    return SQLITE_OK;
}

sqlite_api::sqlite3* handle_of(soci::session& session) {
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

/// A connection is one thread's (store/connection.hpp), so SQLite need not lock it at each call: a tenth of a scan's
/// time. Says no, and nothing is lost, when somebody has used SQLite before.
void lock_less() {
    static const int once = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD) +
                            // Nor count its memory, under a lock of all threads.
                            sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
}
}  // namespace

void open(soci::session& session, const std::string& database, Access access) {
    lock_less();
    // SOCI's own parameters can't hold every path; a file name with blanks needs quotes.
    session.open(soci::sqlite3, "db=\"" + database.substr(prefix.size()) + "\" timeout=5" +
                                    (access == Access::read_only ? " readonly=true" : ""));
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

void count_log(soci::session& session, int& pages_of_log) {
    sqlite3_wal_hook(handle_of(session), &count_pages, &pages_of_log);
}

Log copy_log(soci::session& session) {
    Log log;
    const int result =
        sqlite3_wal_checkpoint_v2(handle_of(session), "main", SQLITE_CHECKPOINT_PASSIVE, &log.pages, &log.copied);
    if (result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY) return log;
    throw soci::sqlite3_soci_error(std::string("checkpoint: ") + sqlite_api::sqlite3_errstr(result), result);
}

void sync_file(soci::session& session) {
    // Through SQLite's own descriptor: closing another one of this file would drop the process's locks on it.
    sqlite_api::sqlite3_file* file = nullptr;
    int result = sqlite3_file_control(handle_of(session), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (result == SQLITE_OK) result = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (result == SQLITE_OK) return;
    throw soci::sqlite3_soci_error(std::string("sync: ") + sqlite_api::sqlite3_errstr(result), result);
}

void bring_to_disk(soci::session& session) {
    session << "PRAGMA busy_timeout = 0";
    session << "PRAGMA wal_checkpoint(TRUNCATE)";
    session << "PRAGMA busy_timeout = 5000";
}

bool classify(const soci::soci_error& error, Caught& caught) {
    const auto* const own = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    if (own == nullptr) return false;
    caught.fault = base::Fault::storage_unavailable;
    switch (own->result() & 0xff) {
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
    return true;
}

}  // namespace obolus::store::sqlite
