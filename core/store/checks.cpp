#include "store/checks.hpp"

#include <soci/soci.h>

#include "store/embedded_sql.hpp"

namespace obolus::store {

std::vector<CheckFinding> run_checks(Connection& connection, std::size_t each_max) {
    std::vector<CheckFinding> findings;
    // Each check reads whole tables. For those that PostgreSQL has not counted yet it would look rows up one by one. A
    // loop that can't be avoided then seems so dear that it is compiled first, which takes a second for each check.
    const bool plans = connection.engine() == Engine::postgresql;
    if (plans) connection.execute("SET enable_nestloop = off");
    if (plans) connection.execute("SET jit = off");
    for (const EmbeddedSql& check : embedded_checks()) {
        const soci::rowset<soci::row> rows = (connection.session().prepare << std::string(check.sql));
        std::size_t count = 0;
        for (const soci::row& row : rows) {
            if (count++ == each_max) break;
            findings.push_back(
                {std::string(check.name), row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
        }
    }
    if (plans) connection.execute("RESET enable_nestloop");
    if (plans) connection.execute("RESET jit");
    return findings;
}

}  // namespace obolus::store
