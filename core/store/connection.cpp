#include "store/connection.hpp"

#include <utility>

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <spdlog/spdlog.h>

#include "store/copier_lock.hpp"
#include "store/engines.hpp"
#include "store/known.hpp"
#include "store/outbox.hpp"
#include "store/statement.hpp"

namespace obolus::store {

Engine engine_of(const std::string& database) {
    if (database.starts_with(sqlite::prefix)) return Engine::sqlite;
    if (database.starts_with(postgresql::prefix)) return Engine::postgresql;
    throw soci::soci_error("the database must be given as \"sqlite:PATH\" or \"postgresql:host=... dbname=...\"");
}

std::string shown(const std::string& database) {
    return database.starts_with(postgresql::prefix) ? postgresql::shown(database) : database;
}

Connection::Connection(const std::string& database, Access access)
    : engine_(engine_of(database)), session_(std::make_unique<soci::session>()), known_(std::make_unique<Known>()) {
    if (engine_ == Engine::sqlite)
        sqlite::open(*session_, database, access);
    else
        postgresql::open(*session_, database, access);
    if (engine_ == Engine::sqlite && access == Access::read_write) sqlite::count_log(*session_, pages_of_log_);
    if (engine_ == Engine::postgresql) outbox_ = std::make_unique<Outbox>(*session_);
    statements_ = std::make_unique<Statements>(*session_, outbox_.get());
}

Connection::~Connection() = default;

void Connection::copy_log() {
    pages_of_log_ = 0;
    if (engine_ == Engine::sqlite) sqlite::copy_log(*session_);
}

void Connection::bring_to_disk(const std::string& database) {
    if (engine_ == Engine::postgresql) return;  // it does so when it recovers
    CopierLock lock(database);
    if (lock.take()) sqlite::bring_to_disk(*session_);
}

void Connection::begin_writing() {
    if (outbox_)
        outbox_->add("BEGIN ISOLATION LEVEL READ COMMITTED");
    else
        execute("BEGIN IMMEDIATE");
    writing_ = true;
}

void Connection::begin_reading() {
    if (outbox_)
        outbox_->add("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    else
        execute("BEGIN");
}

void Connection::commit() {
    const bool wrote = std::exchange(writing_, false);
    if (!outbox_) {
        execute("COMMIT");
    } else if (outbox_->send("COMMIT").tag() != "COMMIT" && wrote) {
        throw soci::postgresql_soci_error("the server has undone the transaction", "40000");
    }
}

void Connection::rollback() {
    writing_ = false;
    if (outbox_ && outbox_->forget().starts_with("BEGIN")) return;  // the server knows of no transaction
    execute("ROLLBACK");
}

void Connection::keep_in_memory(std::size_t mib) {
    if (engine_ == Engine::sqlite) execute("PRAGMA cache_size = -" + std::to_string(mib * 1024));
}

void Connection::execute(std::string_view sql) {
    if (outbox_)
        outbox_->send(sql);
    else
        *session_ << std::string(sql);
}

soci::session& Connection::session() {
    if (outbox_ && !outbox_->empty()) outbox_->send("");
    return *session_;
}

Caught caught_exception() noexcept {
    try {
        throw;
    } catch (const soci::soci_error& error) {
        Caught caught;
        // Without the statement and its parameters, which SOCI adds to what(): no value belongs in a log.
        caught.message = error.get_error_message();
        caught.message.erase(caught.message.find_last_not_of(" \n") + 1);
        if (sqlite::classify(error, caught) || postgresql::classify(error, caught)) return caught;
        // Not an answer of an engine's: no connection came about.
        caught.fault = base::Fault::storage_unavailable;
        caught.connection_lost = true;
        return caught;
    } catch (const BooksElsewhere& error) {
        return {.fault = base::Fault::books_elsewhere, .message = error.what()};
    } catch (const std::exception& error) {
        return {.fault = base::Fault::internal, .of_one_command = true, .message = error.what()};
    } catch (...) {
        return {.fault = base::Fault::internal, .of_one_command = true, .message = "unknown error"};
    }
}

void give(const std::function<void()>& answer) noexcept {
    try {
        answer();
    } catch (...) {
        spdlog::critical("an answer was given, but its receiver failed: {}", caught_exception().message);
    }
}

}  // namespace obolus::store
