// A copy of the books, taken while the hub goes on writing: as they were at one moment, whole or not there at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace obolus::store {

struct BackupReport {
    std::int64_t bytes = 0;  ///< of the file
};

/// Writes the database to `file`, which must not exist: a SQLite database that a hub can be started on, or what
/// `pg_restore` reads (pg_dump's custom format; pg_dump must be installed and not older than the server). The file is
/// its owner's alone, appears under its name when it is complete and on disk, and a backup that fails leaves nothing.
///
/// `progress` (may be empty) is called now and then with what is done and what there is in all: pages with SQLite; with
/// PostgreSQL bytes, and 0 until the end, since nobody knows beforehand. Errors: faults, and `problem` says what to do.
base::Result<BackupReport> backup(const std::string& database, const std::filesystem::path& file,
                                  const std::function<void(std::int64_t, std::int64_t)>& progress,
                                  std::string& problem);

}  // namespace obolus::store
