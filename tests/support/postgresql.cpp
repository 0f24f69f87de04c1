#include "support/postgresql.hpp"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/check.hpp"
#include "store/migrate.hpp"

namespace obolus::support {

namespace {

/// The socket's folder of the server that this build's tests share, or of one that OBOLUS_TEST_POSTGRESQL keeps for
/// itself. The lock that keeps it alive is this process's, and
/// ends with it.
std::string started_server() {
    const char* const own = std::getenv("OBOLUS_TEST_POSTGRESQL");
    const std::string folder = own == nullptr ? OBOLUS_POSTGRESQL_FOLDER : own;
    std::filesystem::create_directories(folder);
    const int users = open((folder + "/users").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    OBOLUS_CHECK(users >= 0 && flock(users, LOCK_SH) == 0);
    FILE* const script = popen((std::string("python3 '" OBOLUS_POSTGRESQL_SCRIPT "' '") + folder + "'").c_str(), "re");
    OBOLUS_CHECK(script != nullptr);
    std::array<char, 256> line{};
    const bool told = std::fgets(line.data(), line.size(), script) != nullptr;
    OBOLUS_CHECK(pclose(script) == 0 && told);
    std::string host = line.data();
    host.pop_back();
    return host;
}

const std::string& server() {
    static const std::string host = started_server();
    return host;
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Connection connect(const std::string& address) {
    const std::string words = address.substr(address.find(':') + 1) + " options='-c client_min_messages=warning'";
    return {PQconnectdb(words.c_str()), &PQfinish};
}

std::string address_of(const std::string& name) {
    return "postgresql:host=" + server() + " user=obolus dbname=" + name;
}

/// Named for what the migrations say: a server may outlive a build.
std::string template_name() {
    std::string all;
    for (const store::Migration& migration : store::migrations())
        all += migration.sql;
    return "template_" + std::to_string(std::hash<std::string>{}(all));
}

/// The migrated database that others are copied from; made once for each server, by the first who comes.
std::string make_template() {
    const std::string name = template_name();
    const std::string maintenance = address_of("postgres");
    const Connection holder = connect(maintenance);
    PQclear(PQexec(holder.get(), "SELECT pg_advisory_lock(1)"));
    const std::string made = "SELECT 1 FROM pg_database WHERE datname = '" + name + "' AND datistemplate";
    if (!run_on_postgresql(maintenance, made).empty()) return name;
    run_on_postgresql(maintenance, "DROP DATABASE IF EXISTS " + name);
    run_on_postgresql(maintenance, "CREATE DATABASE " + name + " TEMPLATE template0");
    std::string problem;
    if (!store::migrate(address_of(name), problem)) throw std::runtime_error(problem);
    run_on_postgresql(maintenance, "ALTER DATABASE " + name + " IS_TEMPLATE true");
    return name;
}

const std::string& migrated_template() {
    static const std::string name = make_template();
    return name;
}

}  // namespace

bool tests_use_postgresql() {
    const char* const engine = std::getenv("OBOLUS_TEST_ENGINE");
    return engine != nullptr && std::string_view(engine) == "postgresql";
}

PostgresqlDatabase::PostgresqlDatabase(Content content) {
    static std::atomic<int> made{0};
    name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++made);
    run_on_postgresql(address_of("postgres"),
                      "CREATE DATABASE " + name_ + " TEMPLATE " +
                          (content == Content::migrated ? migrated_template() : std::string("template0")));
    address_ = address_of(name_);
}

PostgresqlDatabase::~PostgresqlDatabase() {
    try {
        run_on_postgresql(address_of("postgres"), "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

std::string run_on_postgresql(const std::string& address, const std::string& sql, long* changed) {
    const Connection connection = connect(address);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    if (changed != nullptr) *changed = std::strtol(PQcmdTuples(result.get()), nullptr, 10);
    return status == PGRES_TUPLES_OK && PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

void expect_lost_connections() {
    setenv("LSAN_OPTIONS", "suppressions=" OBOLUS_LEAKS_OF_SOCI ":print_suppressions=0", 1);
}

}  // namespace obolus::support
