// Runs the queries of sql/checks: each returns rows only when something is wrong.
#pragma once

#include <string>
#include <vector>

#include "store/connection.hpp"

namespace obolus::store {

struct CheckFinding {
    std::string check;    ///< the file's name: "03_no_liability_overdrawn"
    std::string place;    ///< table
    std::string row_key;  ///< which row
    std::string problem;
};

/// Runs every check; of each, at most `each_max` rows.
std::vector<CheckFinding> run_checks(Connection& connection, std::size_t each_max);

}  // namespace obolus::store
