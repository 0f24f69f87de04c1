#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include "store/engines.hpp"

namespace obolus::store::sqlite {

namespace {
/// A connection is one thread's (store/connection.hpp), so SQLite need not lock it at each call: a tenth of a scan's
/// time. Says no, and nothing is lost, when somebody has used SQLite before.
void lock_less() {
    static const int once = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
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
