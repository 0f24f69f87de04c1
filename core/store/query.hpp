// query<Columns...>() and run(): prepared statements from plain values. Included by store's sources only.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/connection.hpp"
#include "store/statement.hpp"

namespace obolus::store {

template <class T>
constexpr ColumnType column_type() {
    return std::integral<std::remove_cvref_t<T>> ? ColumnType::number : ColumnType::text;
}

/// What a C++ value is in SQL: integers become Int, text std::string.
template <class T>
auto to_slot(const T& value) {
    if constexpr (std::integral<T>)
        return static_cast<Int>(value);
    else
        return std::string(value);
}

template <class Column>
decltype(auto) column_of(const Statement& statement, std::size_t index) {
    if constexpr (std::integral<Column>)
        return statement.number(index);
    else
        return statement.text(index);
}

template <class... Columns, class... Values>
Statement& prepare(Connection& connection, const char* sql, const Values&... values) {
    static const std::vector<ColumnType> parameters{column_type<Values>()...};
    static const std::vector<ColumnType> columns{column_type<Columns>()...};
    Statement& statement = connection.statements().get(sql, parameters, columns);
    std::size_t index = 0;
    (statement.set(index++, to_slot(values)), ...);
    return statement;
}

template <class... Columns, class Row, std::size_t... Index>
void give(const Statement& statement, Row& row, std::index_sequence<Index...>) {
    row(column_of<Columns>(statement, Index)...);
}

/// query<Int, std::string>(connection, "SELECT a, b FROM t WHERE c = :c", [](Int a, const std::string& b) {...}, c);
template <class... Columns, class Row, class... Values>
void query(Connection& connection, const char* sql, Row&& row, const Values&... values) {
    Statement& statement = prepare<Columns...>(connection, sql, values...);
    for (bool more = statement.execute(); more; more = statement.fetch())
        give<Columns...>(statement, row, std::index_sequence_for<Columns...>{});
}

/// run(connection, "INSERT INTO t VALUES (:a, :b)", a, b): the number of rows changed.
template <class... Values>
Int run(Connection& connection, const char* sql, const Values&... values) {
    Statement& statement = prepare<>(connection, sql, values...);
    statement.execute();
    const Int changed = statement.changed_rows();
    connection.count_changes(changed);
    return changed;
}

/// The same where nobody asks how many rows it changes, `rows` at most: PostgreSQL is told of it with the next
/// statement of the transaction, and may refuse it then.
template <class... Values>
void run_later(Connection& connection, Int rows, const char* sql, const Values&... values) {
    if (!connection.may_send_later()) {
        run(connection, sql, values...);
        return;
    }
    prepare<>(connection, sql, values...).execute_later();
    connection.count_changes(rows);
}

}  // namespace obolus::store
