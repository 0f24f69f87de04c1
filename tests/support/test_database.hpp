// An empty hub's database of its own, on the engine that the tests run on: a file in a temporary folder, or one on the
// private PostgreSQL server (support/postgresql.hpp). Also the folder for whatever else a test writes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "support/postgresql.hpp"

namespace obolus::support {

/// A folder that is removed with it.
class TemporaryFolder {
   public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const noexcept { return path_; }

   private:
    std::filesystem::path path_;
};

class TestDatabase {
   public:
    /// Migrated.
    TestDatabase();
    /// As the hub takes it.
    std::string address() const;
    bool is_postgresql() const noexcept { return postgresql_ != nullptr; }

    /// Runs SQL behind the hub's back, with no constraint in its way; it must change something.
    void tamper(const std::string& sql) const;
    /// The first column of the first row that `sql` finds.
    std::int64_t number(const std::string& sql) const;

   private:
    TemporaryFolder folder_;
    std::unique_ptr<PostgresqlDatabase> postgresql_;  ///< null: a SQLite file in the folder
};

}  // namespace obolus::support
