// query<Columns...>() and run(): prepared statements from plain values. Included by store's .cpp files only.
#pragma once

#include <concepts>
#include <string>
#include <tuple>
#include <type_traits>

#include "store/connection.hpp"
#include "store/statement.hpp"

namespace obolus::store {

/// What a C++ value is in SQL: integers become Int, text std::string.
template <class T>
using Slot = std::conditional_t<std::integral<std::remove_cvref_t<T>>, Int, std::string>;

/// query<Int, std::string>(connection, "SELECT a, b FROM t WHERE c = :c", [](Int a, const std::string& b) {...}, c);
template <class... Columns, class Row, class... Values>
void query(Connection& connection, const char* sql, Row&& row, const Values&... values) {
    auto& prepared = connection.statements().get<std::tuple<Slot<Values>...>, std::tuple<Columns...>>(sql);
    prepared.each({static_cast<Slot<Values>>(values)...}, std::forward<Row>(row));
}

/// run(connection, "INSERT INTO t VALUES (:a, :b)", a, b): the number of rows changed.
template <class... Values>
long long run(Connection& connection, const char* sql, const Values&... values) {
    return connection.statements().get<std::tuple<Slot<Values>...>, std::tuple<>>(sql).run(
        {static_cast<Slot<Values>>(values)...});
}

}  // namespace obolus::store
