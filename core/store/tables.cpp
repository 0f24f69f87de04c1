#include "store/tables.hpp"

#include <algorithm>
#include <stdexcept>

#include "store/batch.hpp"

namespace obolus::store {

namespace {

constexpr const char* sqlite_tables =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
constexpr const char* postgresql_tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";

/// Name, type, place in the primary key from 1 on or 0.
constexpr const char* sqlite_columns = "SELECT name, type, pk FROM pragma_table_info(:name) ORDER BY cid";
constexpr const char* postgresql_columns =
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod), CAST(COALESCE(array_position(k.conkey, a.attnum), 0) AS "
    "BIGINT) FROM pg_attribute a LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p' WHERE "
    "a.attrelid = CAST(:name AS regclass) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

ColumnType type_of(const std::string& table, const std::string& column, std::string type) {
    std::ranges::transform(type, type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    if (type == "bigint" || type == "integer") return ColumnType::number;
    if (type == "text") return ColumnType::text;
    throw std::runtime_error("the column " + table + "." + column + " has the type " + type +
                             ", which no table of the books has");
}

Table describe(Connection& connection, std::string name) {
    Table table{std::move(name), {}, {}, {}};
    std::vector<std::pair<Int, std::size_t>> key;
    query<std::string, std::string, Int>(
        connection, connection.engine() == Engine::sqlite ? sqlite_columns : postgresql_columns,
        [&](const std::string& column, const std::string& type, Int place) {
            if (place > 0) key.emplace_back(place, table.columns.size());
            table.columns.push_back(column);
            table.types.push_back(type_of(table.name, column, type));
        },
        table.name);
    if (key.empty()) throw std::runtime_error("the table " + table.name + " has no primary key");
    std::ranges::sort(key);
    for (const auto& [place, column] : key)
        table.key.push_back(column);
    return table;
}

std::string quoted(const std::string& name) { return '"' + name + '"'; }

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

std::string listed(const std::vector<std::string>& names) {
    std::vector<std::string> all;
    for (const std::string& name : names)
        all.push_back(quoted(name));
    return joined(all);
}

/// ":p0", ":p1", ...
std::vector<std::string> places(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(":p" + std::to_string(i));
    return all;
}

std::vector<std::string> key_names(const Table& table) {
    std::vector<std::string> names;
    for (const std::size_t column : table.key)
        names.push_back(quoted(table.columns[column]));
    return names;
}

std::vector<ColumnType> key_types(const Table& table) {
    std::vector<ColumnType> types;
    for (const std::size_t column : table.key)
        types.push_back(table.types[column]);
    return types;
}

std::string select_rows(const Table& table, const std::string& where, std::size_t rows) {
    return "SELECT " + listed(table.columns) + " FROM " + quoted(table.name) + where + " ORDER BY " +
           joined(key_names(table)) + " LIMIT " + std::to_string(rows);
}

Row read_row(const Statement& statement, const std::vector<ColumnType>& types) {
    Row row;
    row.reserve(types.size());
    for (std::size_t i = 0; i < types.size(); ++i)
        if (types[i] == ColumnType::number)
            row.emplace_back(statement.number(i));
        else
            row.emplace_back(statement.text(i));
    return row;
}

void set_row(Statement& statement, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
        std::visit([&](const auto& value) { statement.set(i, value); }, row[i]);
}

Row key_of(const Table& table, const Row& row) {
    Row key;
    for (const std::size_t column : table.key)
        key.push_back(row[column]);
    return key;
}

std::string insert_each(const Table& table) {
    return "INSERT INTO " + quoted(table.name) + " (" + listed(table.columns) + ") VALUES (" +
           joined(places(table.columns.size())) + ")";
}

std::string insert_together(const Table& table) {
    std::vector<std::string> arrays = places(table.columns.size());
    for (std::size_t i = 0; i < arrays.size(); ++i)
        arrays[i] = "CAST(" + arrays[i] + (table.types[i] == ColumnType::number ? " AS BIGINT[])" : " AS TEXT[])");
    return "INSERT INTO " + quoted(table.name) + " (" + listed(table.columns) + ") SELECT * FROM unnest(" +
           joined(arrays) + ")";
}

std::string array_of(const std::vector<Row>& rows, std::size_t column) {
    std::string array = "{";
    for (const Row& row : rows) {
        if (array.size() > 1) array += ',';
        std::visit([&](const auto& value) { append_element(array, value); }, row[column]);
    }
    return array + "}";
}

}  // namespace

std::vector<std::string> table_names(Connection& connection) {
    std::vector<std::string> names;
    query<std::string>(connection, connection.engine() == Engine::sqlite ? sqlite_tables : postgresql_tables,
                       [&](const std::string& name) { names.push_back(name); });
    std::ranges::sort(names);
    return names;
}

std::vector<Table> tables_of(Connection& connection) {
    std::vector<Table> tables;
    for (std::string& name : table_names(connection))
        tables.push_back(describe(connection, std::move(name)));
    return tables;
}

Int count_rows(Connection& connection, const Table& table) {
    Statement statement(connection.session(), connection.outbox(),
                        ("SELECT COUNT(*) FROM " + quoted(table.name)).c_str(), {}, {ColumnType::number});
    statement.execute();
    return statement.number(0);
}

TableReader::TableReader(Connection& connection, const Table& table, std::size_t rows_at_once)
    : connection_(connection), table_(table), rows_at_once_(rows_at_once) {}

std::vector<Row> TableReader::next() {
    std::unique_ptr<Statement>& statement = last_key_ ? from_key_ : from_start_;
    if (!statement) {
        const std::string behind =
            " WHERE (" + joined(key_names(table_)) + ") > (" + joined(places(table_.key.size())) + ")";
        statement =
            std::make_unique<Statement>(connection_.session(), connection_.outbox(),
                                        select_rows(table_, last_key_ ? behind : "", rows_at_once_).c_str(),
                                        last_key_ ? key_types(table_) : std::vector<ColumnType>{}, table_.types);
    }
    if (last_key_) set_row(*statement, *last_key_);
    std::vector<Row> rows;
    for (bool more = statement->execute(); more; more = statement->fetch())
        rows.push_back(read_row(*statement, table_.types));
    if (!rows.empty()) last_key_ = key_of(table_, rows.back());
    return rows;
}

std::optional<Row> last_key(Connection& connection, const Table& table) {
    std::vector<std::string> backwards = key_names(table);
    for (std::string& name : backwards)
        name += " DESC";
    const std::string sql = "SELECT " + joined(key_names(table)) + " FROM " + quoted(table.name) + " ORDER BY " +
                            joined(backwards) + " LIMIT 1";
    const std::vector<ColumnType> types = key_types(table);
    Statement statement(connection.session(), connection.outbox(), sql.c_str(), {}, types);
    if (!statement.execute()) return std::nullopt;
    return read_row(statement, types);
}

TableWriter::TableWriter(Connection& connection, const Table& table)
    : connection_(connection),
      table_(table),
      insert_(connection.engine() == Engine::sqlite
                  ? std::make_unique<Statement>(connection.session(), connection.outbox(), insert_each(table).c_str(),
                                                table.types, std::vector<ColumnType>{})
                  : std::make_unique<Statement>(
                        connection.session(), connection.outbox(), insert_together(table).c_str(),
                        std::vector<ColumnType>(table.types.size(), ColumnType::text), std::vector<ColumnType>{})) {}

void TableWriter::add(const std::vector<Row>& rows) {
    if (connection_.engine() == Engine::postgresql) {
        for (std::size_t column = 0; column < table_.columns.size(); ++column)
            insert_->set(column, array_of(rows, column));
        insert_->execute();
        return;
    }
    for (const Row& row : rows) {
        set_row(*insert_, row);
        insert_->execute();
    }
}

}  // namespace obolus::store
