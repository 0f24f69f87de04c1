#include "store/migrate.hpp"

#include <soci/soci.h>

#include "store/connection.hpp"
#include "store/embedded_sql.hpp"
#include "store/engines.hpp"
#include "store/query.hpp"

namespace obolus::store {

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string in_dialect(const Dialect& dialect, std::string_view sql) {
    std::string text(sql);
    replace_all(text, "{{id}}", dialect.id);
    replace_all(text, "{{int64}}", dialect.int64);
    replace_all(text, "{{clustered}}", dialect.clustered);
    return text;
}

/// The statements of a migration: comments dropped, split at ";". Our migrations hold no ";" inside texts.
std::vector<std::string> statements_of(const std::string& sql) {
    std::string bare;
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t end = std::min(sql.find('\n', at), sql.size());
        const std::string_view line = std::string_view(sql).substr(at, end - at);
        bare.append(line.substr(0, line.find("--"))).push_back('\n');
        at = end + 1;
    }
    std::vector<std::string> statements;
    for (std::size_t at = 0; at < bare.size();) {
        const std::size_t end = std::min(bare.find(';', at), bare.size());
        std::string statement = bare.substr(at, end - at);
        if (statement.find_first_not_of(" \n\t") != std::string::npos) statements.push_back(std::move(statement));
        at = end + 1;
    }
    return statements;
}

/// 0: nothing was ever migrated here.
int schema_of(Connection& connection) {
    bool any = false;
    query<Int>(
        connection,
        connection.engine() == Engine::sqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
            : "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migrations'",
        [&](Int tables) { any = tables > 0; });
    int number = 0;
    if (any)
        query<Int>(connection, "SELECT COALESCE(MAX(number), 0) FROM schema_migrations",
                   [&](Int found) { number = static_cast<int>(found); });
    return number;
}

/// In a transaction of its own; nothing when another process was faster.
void apply(Connection& connection, const Migration& migration) {
    const Dialect& dialect = connection.engine() == Engine::sqlite ? sqlite::dialect : postgresql::dialect;
    connection.begin_writing();
    if (schema_of(connection) < migration.number) {
        for (const std::string& statement : statements_of(in_dialect(dialect, migration.sql)))
            connection.execute(statement);
        run(connection, "INSERT INTO schema_migrations (number, name) VALUES (:number, :name)", migration.number,
            std::string(migration.name));
    }
    connection.commit();
}

std::string newer_schema(const std::string& database, int found) {
    return "the database " + shown(database) + " has schema " + std::to_string(found) + ", this program knows " +
           std::to_string(migrations().size()) + "; start the newer obolus that wrote it, or restore a backup";
}

std::string explain(const std::string& database, const Caught& caught) {
    std::string text = "the database " + shown(database) + " can't be used: ";
    if (caught.fault == base::Fault::storage_locked)
        return text + "another process holds it; stop that process and try again";
    if (caught.fault == base::Fault::storage_read_only)
        return text + (database.starts_with(sqlite::prefix)
                           ? "it is read-only; give the hub's user write permission on the file and its folder"
                           : "it is read-only; let the hub's role write, and connect to the primary server");
    if (caught.fault == base::Fault::storage_full) return text + "the disk is full; free some space and try again";
    if (database.starts_with(postgresql::prefix))
        return text + caught.message + "; check that the server runs, and that the database and the hub's role exist";
    return text + caught.message +
           "; check that the folder exists, is writable, and that the file is a SQLite database";
}

}  // namespace

const std::vector<Migration>& migrations() {
    static const std::vector<Migration> all = [] {
        std::vector<Migration> list;
        for (const EmbeddedSql& file : embedded_migrations())
            list.push_back({static_cast<int>(list.size()) + 1, file.name, file.sql});
        return list;
    }();
    return all;
}

base::Result<MigrationReport> migrate(const std::string& database, std::string& problem) {
    try {
        Connection connection(database, Access::read_write);
        if (connection.engine() == Engine::postgresql) {
            if (const std::string unfit = postgresql::unfit(connection.session()); !unfit.empty()) {
                problem = "the database " + shown(database) + " can't be used: " + unfit;
                return base::Fault::storage_unavailable;
            }
            postgresql::lock_migrations(connection.session());
        }
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)");
        MigrationReport report;
        report.from = report.to = schema_of(connection);
        if (report.from > static_cast<int>(migrations().size())) {
            problem = newer_schema(database, report.from);
            return base::Fault::storage_unavailable;
        }
        for (const Migration& migration : migrations()) {
            if (migration.number <= report.from) continue;
            apply(connection, migration);
            report.to = migration.number;
        }
        return report;
    } catch (...) {
        const Caught caught = caught_exception();
        problem = explain(database, caught);
        return caught.fault;
    }
}

base::Result<void> check_schema(const std::string& database, std::string& problem) {
    try {
        Connection connection(database, Access::read_only);
        const int found = schema_of(connection);
        if (found == static_cast<int>(migrations().size())) return base::success();
        problem = found > static_cast<int>(migrations().size())
                      ? newer_schema(database, found)
                      : "the database " + shown(database) + " has the older schema " + std::to_string(found) +
                            "; run `obolus migrate` first";
        return base::Fault::storage_unavailable;
    } catch (...) {
        const Caught caught = caught_exception();
        problem = explain(database, caught);
        return caught.fault;
    }
}

}  // namespace obolus::store
