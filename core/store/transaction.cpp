#include "store/transaction.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "store/known.hpp"
#include "store/query.hpp"

namespace obolus::store {

namespace {

constexpr const char* head_as_read =
    "SELECT seq, at, chain, month, clock_offset_us, next_account, next_member, next_identity, next_thing, next_notice, "
    "next_payout, next_token, history_seq, flattrs, place FROM log_head";
const std::string head_as_locked = std::string(head_as_read) + " FOR UPDATE";

constexpr const char* head_as_saved =
    "UPDATE log_head SET seq = :seq, at = :at, chain = :chain, month = :month, clock_offset_us = :clock_offset, "
    "next_account = :account, next_member = :member, next_identity = :identity, next_thing = :thing, next_notice = "
    ":notice, next_payout = :payout, next_token = :token, history_seq = :history_seq, flattrs = :flattrs WHERE id = 1";
/// The writer's mark with it.
const std::string head_and_mark_as_saved =
    std::string(
        "WITH mark AS (INSERT INTO writers (id, commits, at) VALUES (:writer, :number, :marked_at) ON CONFLICT (id) DO "
        "UPDATE SET commits = EXCLUDED.commits, at = EXCLUDED.at) ") +
    head_as_saved;

LogHead read_head(Connection& connection, const char* sql) {
    LogHead head;
    query<Int, Int, std::string, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection, sql,
        [&](Int seq, Int at, const std::string& chain, Int month, Int offset, Int account, Int member, Int identity,
            Int thing, Int notice, Int payout, Int token, Int history_seq, Int flattrs, Int place) {
            head = {{seq, base::from_micros(at), chain},
                    {static_cast<std::int32_t>(month)},
                    offset,
                    account,
                    member,
                    identity,
                    thing,
                    notice,
                    payout,
                    token,
                    history_seq,
                    flattrs,
                    static_cast<Place>(place)};
        });
    return head;
}

/// A hub that is in use commits every few minutes; this long without a commit is a holiday, or a wrong clock.
constexpr std::chrono::days leap{20};

base::Time hub_time(base::Time clock, const LogHead& head) {
    return clock + std::chrono::microseconds(head.clock_offset_us);
}

}  // namespace

Transaction::Transaction(Connection& connection, base::Time clock) : connection_(connection) {
    connection_.begin_writing();
    open_ = true;
    try {
        // SQLite's writer is alone since BEGIN; with PostgreSQL several hubs take turns at this row.
        head_ = read_head(connection_, connection_.engine() == Engine::sqlite ? head_as_read : head_as_locked.c_str());
        require_here(connection_, head_.place);
    } catch (...) {
        connection_.rollback();
        throw;
    }
    began_at_ = head_.journal.at;
    connection_.known().begin(began_at_);
    clock_ = hub_time(clock, head_);
    now_ = std::max(clock_, head_.journal.at + std::chrono::microseconds(1));
}

Transaction::~Transaction() {
    if (!open_) return;
    connection_.known().undone();
    try {
        connection_.rollback();
    } catch (...) {
        // SQLite has rolled back by itself after some errors, a lost connection always; then nothing is left to undo.
        spdlog::debug("rollback: {}", caught_exception().message);
    }
}

void Transaction::commit(const CommitMark& mark) {
    OBOLUS_CHECK(!spoiled_);
    warn_of_a_leap();
    const LogHead& head = head_;
    const base::Time written = std::max(head.journal.at, now_);
    const auto save = [&](const char* sql, const auto&... marked) {
        run_later(connection_, 1, sql, marked..., head.journal.seq, base::to_micros(written), head.journal.chain,
                  head.month.index, head.clock_offset_us, head.next_account, head.next_member, head.next_identity,
                  head.next_thing, head.next_notice, head.next_payout, head.next_token, head.history_seq, head.flattrs);
    };
    if (connection_.engine() == Engine::postgresql && !mark.writer.empty())
        save(head_and_mark_as_saved.c_str(), mark.writer, mark.number, base::to_micros(now_));
    else
        save(head_as_saved);
    connection_.commit();
    open_ = false;
    connection_.known().committed(written);
}

bool is_committed(Connection& connection, const CommitMark& mark) {
    connection.begin_writing();
    // Every transaction holds this row to its end: behind it stands whatever became of the interrupted one.
    const LogHead head = read_head(connection, head_as_locked.c_str());
    bool committed = false;
    query<Int>(
        connection, "SELECT commits FROM writers WHERE id = :writer",
        [&](Int commits) { committed = commits >= mark.number; }, mark.writer);
    // A commit behind it, so that a standby that has to have it has it.
    run(connection, "UPDATE log_head SET seq = :seq WHERE id = 1", head.journal.seq);
    connection.commit();
    return committed;
}

void forget_marks(Connection& connection, base::Time since) {
    run(connection, "DELETE FROM writers WHERE at < :since", base::to_micros(since));
}

void Transaction::warn_of_a_leap() const {
    const auto days = std::chrono::floor<std::chrono::days>(now_ - began_at_);
    if (began_at_ == base::Time{} || days < leap || head_.clock_offset_us != 0) return;
    spdlog::critical(
        "the clock is {} days ahead of the last commit; if the hub was not idle that long, stop it and set the "
        "machine's clock: months are cut by it, and no time that is written here is ever taken back",
        days.count());
}

void require_here(Connection& connection, Place place) {
    if (place == Place::here) return;
    std::string other;
    query<std::string>(connection, "SELECT other FROM moves", [&](const std::string& found) { other = found; });
    if (place == Place::gone)
        throw BooksElsewhere("these books were moved to " + other + " and are kept there; set store.database to it");
    if (place == Place::arriving)
        throw BooksElsewhere("the books from " + other +
                             " are still arriving here; run the same `obolus move` again, to its end");
    throw BooksElsewhere("these books are being moved to " + other +
                         "; run the same `obolus move` again, to its end, or with --give-up to keep them here");
}

Snapshot::Snapshot(Connection& connection, base::Time clock) : connection_(connection) {
    connection_.begin_reading();
    try {
        head_ = read_head(connection_, head_as_read);
    } catch (...) {
        connection_.rollback();
        throw;
    }
    now_ = std::max(hub_time(clock, head_), head_.journal.at);
}

Snapshot::~Snapshot() {
    try {
        connection_.commit();
    } catch (...) {
        spdlog::warn("a read transaction did not end: {}", caught_exception().message);
    }
}

}  // namespace obolus::store
