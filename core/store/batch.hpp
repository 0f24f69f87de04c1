// run_all() and query_all(): one statement for all rows of a batch. Included by store's sources only.
//
// SQLite runs a prepared statement for each row, which costs it no round trip. PostgreSQL gets one statement whose
// parameters are arrays, one for each column, and which unnests them. Never SOCI's use(std::vector): it makes a round
// trip for each row, and on PostgreSQL, executed again, it sends its first rows once more (its issues 910 and 1167).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "store/query.hpp"

namespace obolus::store {

/// Adds a value to what will be a PostgreSQL array in its text form: {1,2} or {"a","b \"c\""}.
void append_element(std::string& array, Int value);
void append_element(std::string& array, std::string_view value);

/// The rows of a batch; a row's values are the parameters of the statements below, in this order.
template <class... Columns>
class Rows {
   public:
    using Row = std::tuple<Columns...>;

    void add(Columns... values) { rows_.emplace_back(std::move(values)...); }
    bool empty() const noexcept { return rows_.empty(); }
    std::size_t size() const noexcept { return rows_.size(); }
    const std::vector<Row>& all() const noexcept { return rows_; }
    /// A text for each column, which PostgreSQL reads as an array.
    std::array<std::string, sizeof...(Columns)> arrays() const { return arrays(std::index_sequence_for<Columns...>{}); }

   private:
    template <std::size_t... Index>
    std::array<std::string, sizeof...(Columns)> arrays(std::index_sequence<Index...>) const {
        return {array<Index>()...};
    }
    template <std::size_t Index>
    std::string array() const {
        std::string text = "{";
        for (const Row& row : rows_) {
            if (text.size() > 1) text += ',';
            append_element(text, std::get<Index>(row));
        }
        return text + "}";
    }

    std::vector<Row> rows_;
};

/// The same work said twice: for one row (SQLite runs it for each), and for all of them together (PostgreSQL runs it
/// once, its parameters CAST to arrays and unnested). Of a query, the second one's first column is the number of the
/// batch's row that the rest belongs to: unnest(...) WITH ORDINALITY counts them.
struct BatchSql {
    const char* each;
    const char* together;
};

/// PostgreSQL is told of it with the next statement of the transaction, and may refuse it then.
template <class... Columns>
void run_all(Connection& connection, const BatchSql& sql, const Rows<Columns...>& rows) {
    if (rows.empty()) return;
    if (connection.engine() == Engine::postgresql) {
        const auto together = [&](const auto&... arrays) {
            run_later(connection, static_cast<Int>(rows.size()), sql.together, arrays...);
        };
        std::apply(together, rows.arrays());
        return;
    }
    for (const auto& row : rows.all())
        std::apply([&](const auto&... values) { run(connection, sql.each, values...); }, row);
}

/// visit(index of the batch's row, columns...) for whatever is found; in the order of the batch with SQLite, in any
/// order with PostgreSQL.
template <class... Answer, class Visit, class... Columns>
void query_all(Connection& connection, const BatchSql& sql, const Rows<Columns...>& rows, Visit&& visit) {
    if (rows.empty()) return;
    if (connection.engine() == Engine::postgresql) {
        const auto found = [&](Int ordinal, auto&&... columns) {
            visit(static_cast<std::size_t>(ordinal - 1), columns...);
        };
        std::apply([&](const auto&... arrays) { query<Int, Answer...>(connection, sql.together, found, arrays...); },
                   rows.arrays());
        return;
    }
    std::size_t index = 0;
    for (const auto& row : rows.all()) {
        const auto found = [&](auto&&... columns) { visit(index, columns...); };
        std::apply([&](const auto&... values) { query<Answer...>(connection, sql.each, found, values...); }, row);
        ++index;
    }
}

}  // namespace obolus::store
