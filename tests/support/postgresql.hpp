// Databases on a private PostgreSQL server, which the first test that needs it starts (postgresql.py) and which ends
// after the last.
#pragma once

#include <string>

namespace obolus::support {

/// Which engine the hubs of this test process keep their books in: PostgreSQL when the environment says
/// OBOLUS_TEST_ENGINE=postgresql.
bool tests_use_postgresql();

/// A database of its own, migrated or empty; dropped with it, whoever is still connected.
class PostgresqlDatabase {
   public:
    enum class Content { nothing, migrated };
    explicit PostgresqlDatabase(Content content = Content::migrated);
    ~PostgresqlDatabase();
    PostgresqlDatabase(const PostgresqlDatabase&) = delete;
    PostgresqlDatabase& operator=(const PostgresqlDatabase&) = delete;

    /// "postgresql:host=... dbname=...", as the hub takes it.
    const std::string& address() const noexcept { return address_; }

   private:
    std::string name_;
    std::string address_;
};

/// Runs SQL on a database given as the hub takes it; the first column of the last statement's first row ("" without
/// one). Throws std::runtime_error. `changed`, when given, is how many rows that statement changed.
std::string run_on_postgresql(const std::string& address, const std::string& sql, long* changed = nullptr);

/// The test is going to crash the server: the hubs that it starts from here on are not blamed for the memory that SOCI
/// leaks then (soci.lsan).
void expect_lost_connections();

}  // namespace obolus::support
