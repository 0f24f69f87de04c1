// Brings a database to this program's schema: forward only, each migration in a transaction of its own, resumable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace obolus::store {

struct Migration {
    int number;             ///< 1, 2, ...: the file's name begins with it
    std::string_view name;  ///< "0001_books"
    std::string_view sql;   ///< with {{tokens}}
};

/// The migrations this program was built with (sql/migrations), in order.
const std::vector<Migration>& migrations();

struct MigrationReport {
    int from = 0;  ///< schema number before; 0: an empty database
    int to = 0;
};

/// Creates the file if it is missing. `problem` is a sentence that says what to do: a newer schema, a file that is no
/// database, read-only, full, locked.
base::Result<MigrationReport> migrate(const std::string& database, std::string& problem);

/// Errors as migrate(), also for a schema that is older; changes nothing.
base::Result<void> check_schema(const std::string& database, std::string& problem);

}  // namespace obolus::store
