// The files of sql/, compiled into the program: one binary is all an operator installs. Made by CMake.
#pragma once

#include <string_view>
#include <vector>

namespace obolus::store {

struct EmbeddedSql {
    std::string_view name;  ///< the file's name without ".sql"
    std::string_view sql;
};

const std::vector<EmbeddedSql>& embedded_migrations();  ///< sql/migrations, by name
const std::vector<EmbeddedSql>& embedded_checks();      ///< sql/checks, by name

}  // namespace obolus::store
