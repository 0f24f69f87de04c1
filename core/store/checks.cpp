#include "store/checks.hpp"

#include <soci/soci.h>

#include "store/embedded_sql.hpp"

namespace obolus::store {

std::vector<CheckFinding> run_checks(Connection& connection, std::size_t each_max) {
    std::vector<CheckFinding> findings;
    for (const EmbeddedSql& check : embedded_checks()) {
        const soci::rowset<soci::row> rows = (connection.session().prepare << std::string(check.sql));
        std::size_t count = 0;
        for (const soci::row& row : rows) {
            if (count++ == each_max) break;
            findings.push_back(
                {std::string(check.name), row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
        }
    }
    return findings;
}

}  // namespace obolus::store
