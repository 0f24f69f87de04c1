#include "store/move.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <type_traits>

#include "base/crypto.hpp"
#include "store/engines.hpp"
#include "store/migrate.hpp"
#include "store/query.hpp"
#include "store/tables.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

namespace {

/// Not rows of the books: what the migrations write, where the books are, whose commits arrived, and the row that goes
/// last.
constexpr std::array<std::string_view, 4> not_copied{"schema_migrations", "moves", "writers", "log_head"};
constexpr std::size_t id_bytes = 16;

/// The move is refused; what() says why and what to do.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Failed : std::runtime_error {
    Failed(std::error_code why, const std::string& problem) : std::runtime_error(problem), error(why) {}
    std::error_code error;
};

/// Where one of the two databases stands.
struct Standing {
    Place place = Place::here;
    Int seq = 0;
    std::string chain;
    std::string move_id;  ///< "" when books never moved from or to it
    std::string other;
};

Standing standing_of(Connection& connection) {
    Standing standing;
    query<Int, Int, std::string>(connection, "SELECT place, seq, chain FROM log_head",
                                 [&](Int place, Int seq, const std::string& chain) {
                                     standing.place = static_cast<Place>(place);
                                     standing.seq = seq;
                                     standing.chain = chain;
                                 });
    query<std::string, std::string>(connection, "SELECT id, other FROM moves",
                                    [&](const std::string& id, const std::string& other) {
                                        standing.move_id = id;
                                        standing.other = other;
                                    });
    return standing;
}

std::vector<Table> copied_tables(Connection& connection) {
    std::vector<Table> tables = tables_of(connection);
    std::erase_if(tables, [](const Table& table) { return std::ranges::count(not_copied, table.name) != 0; });
    return tables;
}

/// The journal's end without `place`, which is each database's own.
Table head_table(Connection& connection) {
    for (Table& table : tables_of(connection)) {
        if (table.name != "log_head") continue;
        const auto place = std::ranges::find(table.columns, "place") - table.columns.begin();
        table.columns.erase(table.columns.begin() + place);
        table.types.erase(table.types.begin() + place);
        for (std::size_t& column : table.key)
            if (column > static_cast<std::size_t>(place)) --column;
        return table;
    }
    throw std::runtime_error("the table log_head is missing");
}

/// A transaction on books that no hub serves; undone unless committed.
class Marking {
   public:
    explicit Marking(Connection& connection) : connection_(connection) {
        connection_.begin_writing();
        // With PostgreSQL this waits for the hub that is writing now.
        connection_.execute("UPDATE log_head SET place = place");
    }
    ~Marking() {
        if (open_) undo();
    }
    Marking(const Marking&) = delete;
    Marking& operator=(const Marking&) = delete;
    void commit() {
        connection_.commit();
        open_ = false;
    }

   private:
    void undo() noexcept {
        try {
            connection_.rollback();
        } catch (...) {
            static_cast<void>(caught_exception());  // a lost connection has undone it
        }
    }
    Connection& connection_;
    bool open_ = true;
};

void mark(Connection& connection, Place place, const std::string& id, const std::string& other) {
    run(connection, "DELETE FROM moves");
    run(connection, "INSERT INTO moves (id, other) VALUES (:id, :other)", id, other);
    run(connection, "UPDATE log_head SET place = :place", static_cast<Int>(place));
}

void set_place(Connection& connection, Place place) {
    run(connection, "UPDATE log_head SET place = :place", static_cast<Int>(place));
}

class Mover {
   public:
    explicit Mover(const MoveOptions& options) : options_(options) {
        if (options.from == options.to) throw Refused("the books are in " + shown(options.to) + " already");
        std::string problem;
        if (const auto checked = check_schema(options.from, problem); !checked) throw Failed(checked.error(), problem);
        from_ = std::make_unique<Connection>(options.from, Access::read_write);
    }

    MoveReport move() {
        connect_target();
        if (!begin()) {
            const Standing at = standing_of(*from_);
            return {.seq = at.seq, .chain = at.chain, .finished = true};
        }
        MoveReport report;
        const std::vector<Table> tables = copied_tables(*from_);
        if (tables != copied_tables(*to_))
            throw Refused("the tables of the two databases differ; run `obolus migrate` of the same release on both");
        for (const Table& table : tables)
            report.rows += count_rows(*from_, table);
        report.tables = static_cast<std::int64_t>(tables.size());
        steps_ = 2 * report.rows;
        for (const Table& table : tables)
            copy(table);
        copy_head();
        for (const Table& table : tables)
            compare(table);
        const Standing arrived = standing_of(*to_);
        report.seq = arrived.seq;
        report.chain = arrived.chain;
        return report;
    }

    void finish() {
        connect_target();
        const Standing source = standing_of(*from_);
        const Standing target = standing_of(*to_);
        if (source.place != Place::leaving || target.place != Place::arriving || source.move_id != target.move_id)
            throw Refused("no move from " + shown(options_.from) + " to " + shown(options_.to) + " is under way");
        if (to_->engine() == Engine::postgresql) to_->execute("ANALYZE");
        set_place(*to_, Place::here);
        set_place(*from_, Place::gone);
    }

    void give_up() {
        const Standing source = standing_of(*from_);
        if (source.place != Place::leaving)
            throw Refused("no move from " + shown(options_.from) + " is under way; nothing was changed");
        connect_target();
        const Standing target = standing_of(*to_);
        const bool unfinished = target.place == Place::arriving && target.move_id == source.move_id;
        if (!unfinished && !is_blank(target))
            throw Refused("the books have arrived in " + shown(options_.to) +
                          ", and hubs may have written there since: they stay there");
        if (unfinished) empty_target();
        Marking marking(*from_);
        run(*from_, "DELETE FROM moves");
        set_place(*from_, Place::here);
        marking.commit();
    }

   private:
    /// Migrates it when it is empty; refuses a database that somebody else uses.
    void connect_target() {
        to_ = std::make_unique<Connection>(options_.to, Access::read_write);
        const std::vector<std::string> names = table_names(*to_);
        if (!names.empty() && std::ranges::count(names, "schema_migrations") == 0)
            throw Refused("the database " + shown(options_.to) + " holds other tables (" + names.front() +
                          "); name one that is empty");
        std::string problem;
        if (check_schema(options_.to, problem)) return;
        // Empty, or a migration was interrupted here; but the books of an older release are somebody's.
        if (std::ranges::count(names, "hub_facts") != 0 && count_rows(*to_, {"hub_facts", {}, {}, {}}) != 0)
            throw Refused(problem);
        if (const auto migrated = migrate(options_.to, problem); !migrated) throw Failed(migrated.error(), problem);
    }

    /// Marks both databases, the target first: a source that is locked always has a target that knows of it. False
    /// when the books have arrived before.
    bool begin() {
        const Standing source = standing_of(*from_);
        const Standing target = standing_of(*to_);
        if (source.place == Place::arriving)
            throw Refused("the books from " + source.other + " are still arriving in " + shown(options_.from));
        const bool same = !source.move_id.empty() && source.move_id == target.move_id;
        if (same && target.place == Place::here && source.place != Place::here) {
            set_place(*from_, Place::gone);
            return false;
        }
        if (source.place == Place::gone)
            throw Refused("the books were moved to " + source.other + " before and are kept there");
        if (source.place == Place::leaving && same) return true;
        if (source.place == Place::leaving && source.other != shown(options_.to))
            throw Refused("the books are on their way to " + source.other +
                          "; move them there, or give that up first with --give-up");
        if (!is_blank(target))
            throw Refused("the database " + shown(options_.to) +
                          " holds books of its own; name one that is empty. Nothing was changed");
        const std::string id = base::to_base64url(base::random_bytes(id_bytes));
        Marking arriving(*to_);
        if (!is_blank(standing_of(*to_))) throw Refused("a hub has begun to keep books in " + shown(options_.to));
        mark(*to_, Place::arriving, id, shown(options_.from));
        arriving.commit();
        Marking leaving(*from_);
        mark(*from_, Place::leaving, id, shown(options_.to));
        leaving.commit();
        return true;
    }

    /// Migrated and nothing more, or marked for a move that did not come to its first row.
    bool is_blank(const Standing& target) {
        return target.seq == 0 && target.place != Place::gone &&
               std::ranges::all_of(copied_tables(*to_),
                                   [&](const Table& table) { return !last_key(*to_, table).has_value(); });
    }

    void copy(const Table& table) {
        TableReader reader(*from_, table, options_.rows_at_once);
        TableWriter writer(*to_, table);
        if (auto last = last_key(*to_, table)) {
            reader.skip_past(std::move(*last));
            step(count_rows(*to_, table));
        }
        for (std::vector<Row> rows = reader.next(); !rows.empty(); rows = reader.next()) {
            to_->begin_writing();
            writer.add(rows);
            to_->commit();
            step(static_cast<std::int64_t>(rows.size()));
        }
    }

    void copy_head() {
        Table head = head_table(*from_);
        const std::vector<Row> rows = TableReader(*from_, head, 1).next();
        Marking marking(*to_);
        const Standing target = standing_of(*to_);
        run(*to_, "DELETE FROM log_head");
        TableWriter(*to_, head).add(rows);
        set_place(*to_, target.place);
        marking.commit();
    }

    void compare(const Table& table) {
        TableReader source(*from_, table, options_.rows_at_once);
        TableReader target(*to_, table, options_.rows_at_once);
        for (std::vector<Row> rows = source.next(); true; rows = source.next()) {
            if (rows != target.next())
                throw Refused("the table " + table.name + " in " + shown(options_.to) +
                              " is not what it is in the other database; give this up with --give-up and move again");
            if (rows.empty()) return;
            step(static_cast<std::int64_t>(rows.size()));
        }
    }

    void empty_target() {
        Marking marking(*to_);
        for (const Table& table : copied_tables(*to_))
            to_->execute("DROP TABLE \"" + table.name + "\"");
        for (const std::string_view name : not_copied)
            to_->execute("DROP TABLE " + std::string(name));
        marking.commit();
    }

    void step(std::int64_t rows) {
        done_ += rows;
        if (options_.progress) options_.progress(done_, steps_);
    }

    const MoveOptions& options_;
    std::unique_ptr<Connection> from_;
    std::unique_ptr<Connection> to_;
    std::int64_t done_ = 0;
    std::int64_t steps_ = 0;
};

/// What the mover throws, as results: a refusal, or a fault.
template <class Work>
auto attempt(const MoveOptions& options, std::string& problem, Work work)
    -> base::Result<std::invoke_result_t<Work, Mover&>> {
    try {
        Mover mover(options);
        return work(mover);
    } catch (const Refused& refused) {
        problem = std::string("Not moved: ") + refused.what() + ".";
        return std::make_error_code(std::errc::operation_not_permitted);
    } catch (const Failed& failed) {
        problem = failed.what();
        return failed.error;
    } catch (...) {
        const Caught caught = caught_exception();
        problem = "The move stopped: " + caught.message + "; the same command goes on from here.";
        return caught.fault;
    }
}

struct Done {};

}  // namespace

base::Result<MoveReport> move_books(const MoveOptions& options, std::string& problem) {
    return attempt(options, problem, [](Mover& mover) { return mover.move(); });
}

base::Result<void> finish_move(const MoveOptions& options, std::string& problem) {
    BOOST_OUTCOME_TRYV(attempt(options, problem, [](Mover& mover) { return mover.finish(), Done{}; }));
    return base::success();
}

base::Result<void> give_up_move(const MoveOptions& options, std::string& problem) {
    BOOST_OUTCOME_TRYV(attempt(options, problem, [](Mover& mover) { return mover.give_up(), Done{}; }));
    return base::success();
}

}  // namespace obolus::store
