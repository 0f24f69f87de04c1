// The database's tables as it describes them itself, and their rows whatever they mean: what carries books from one
// engine to another. Included by store's sources and its tests only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/connection.hpp"
#include "store/statement.hpp"

namespace obolus::store {

struct Table {
    std::string name;
    std::vector<std::string> columns;
    std::vector<ColumnType> types;
    std::vector<std::size_t> key;  ///< the primary key: places in `columns`, in the key's order
    bool operator==(const Table&) const = default;
};

/// The names of all tables but the engine's own, in order.
std::vector<std::string> table_names(Connection& connection);
/// Those tables. Throws when one has no primary key, or a column that is neither an integer
/// nor text: no table of the migrations is like that.
std::vector<Table> tables_of(Connection& connection);

using Cell = std::variant<Int, std::string>;
using Row = std::vector<Cell>;

Int count_rows(Connection& connection, const Table& table);

/// Reads a table in the order of its key, some rows at a time. Both engines order texts by their bytes.
class TableReader {
   public:
    TableReader(Connection& connection, const Table& table, std::size_t rows_at_once);
    /// The next rows; empty: the end was reached.
    std::vector<Row> next();
    /// Goes on behind the row with this key.
    void skip_past(Row key) { last_key_ = std::move(key); }

   private:
    Connection& connection_;
    Table table_;
    std::size_t rows_at_once_;
    std::optional<Row> last_key_;
    std::unique_ptr<Statement> from_start_;
    std::unique_ptr<Statement> from_key_;
};

/// The key of the table's last row; nothing when it is empty.
std::optional<Row> last_key(Connection& connection, const Table& table);

/// Adds rows: a prepared statement for each on SQLite, one for all of them on PostgreSQL.
class TableWriter {
   public:
    TableWriter(Connection& connection, const Table& table);
    void add(const std::vector<Row>& rows);

   private:
    Connection& connection_;
    Table table_;
    std::unique_ptr<Statement> insert_;
};

}  // namespace obolus::store
