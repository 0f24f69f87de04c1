// pg_dump as a child process. Included by backup.cpp only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace obolus::store::postgresql {

/// Lets pg_dump write the database to `file`, in its custom format. Throws std::runtime_error with what it said.
void dump(const std::string& database, const std::string& file,
          const std::function<void(std::int64_t, std::int64_t)>& progress);

}  // namespace obolus::store::postgresql
