#include "store/checks.hpp"

#include <soci/soci.h>

#include "store/embedded_sql.hpp"

namespace obolus::store {

std::vector<CheckFinding> run_checks(Connection& connection, std::size_t each_max) {
    std::vector<CheckFinding> findings;
    // Each check reads whole tables. For those that PostgreSQL has not counted yet it would look rows up one by one.
    if (connection.engine() == Engine::postgresql) connection.execute("SET enable_nestloop = off");
    for (const EmbeddedSql& check : embedded_checks()) {
        const soci::rowset<soci::row> rows = (connection.session().prepare << std::string(check.sql));
        std::size_t count = 0;
        for (const soci::row& row : rows) {
            if (count++ == each_max) break;
            findings.push_back(
                {std::string(check.name), row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
        }
    }
    if (connection.engine() == Engine::postgresql) connection.execute("RESET enable_nestloop");
    return findings;
}

}  // namespace obolus::store
