#include "support/test_database.hpp"

#include <cstdio>
#include <cstdlib>

#include <sqlite3.h>

#include "base/check.hpp"
#include "store/migrate.hpp"

namespace obolus::support {

namespace {
/// What ignore_check_constraints is on SQLite, for good: the database is this test's own.
constexpr const char* without_checks =
    "DO $$ DECLARE c RECORD; BEGIN "
    "FOR c IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 "
    "LOOP "
    "EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.place, c.conname); END LOOP; END $$";
}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "obolus-test-XXXXXX").string();
    OBOLUS_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

TestDatabase::TestDatabase() {
    if (tests_use_postgresql()) {
        postgresql_ = std::make_unique<PostgresqlDatabase>();
        return;
    }
    std::string problem;
    if (!store::migrate(address(), problem)) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        std::abort();
    }
}

std::string TestDatabase::address() const {
    return postgresql_ ? postgresql_->address() : "sqlite:" + (folder_.path() / "obolus.db").string();
}

void TestDatabase::tamper(const std::string& sql) const {
    if (postgresql_) {
        long changed = 0;
        run_on_postgresql(address(), without_checks);
        run_on_postgresql(address(), sql, &changed);
        if (changed == 0) std::fprintf(stderr, "%s: changed nothing\n", sql.c_str());
        OBOLUS_CHECK(changed > 0);
        return;
    }
    sqlite3* database = nullptr;
    OBOLUS_CHECK(sqlite3_open(address().substr(7).c_str(), &database) == SQLITE_OK);
    const std::string all = "PRAGMA busy_timeout = 5000; PRAGMA ignore_check_constraints = ON; " + sql;
    char* message = nullptr;
    if (sqlite3_exec(database, all.c_str(), nullptr, nullptr, &message) != SQLITE_OK ||
        sqlite3_total_changes(database) == 0) {
        std::fprintf(stderr, "%s: %s\n", sql.c_str(), message == nullptr ? "changed nothing" : message);
        std::abort();
    }
    sqlite3_close(database);
}

std::int64_t TestDatabase::number(const std::string& sql) const {
    if (postgresql_) return std::stoll(run_on_postgresql(address(), sql));
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    OBOLUS_CHECK(sqlite3_open(address().substr(7).c_str(), &database) == SQLITE_OK);
    OBOLUS_CHECK(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    OBOLUS_CHECK(sqlite3_step(statement) == SQLITE_ROW);
    const std::int64_t found = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return found;
}

}  // namespace obolus::support
