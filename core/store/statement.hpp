// Prepared statements, kept for the life of their connection. Included by store's sources only, through query.hpp.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace soci {
class session;
}

namespace obolus::store {

class Outbox;

/// SQL's integers. Amounts, ids, times and months are all of this type where types are lost.
using Int = long long;

enum class ColumnType : char { number, text };

/// One statement with its slots: values are copied into the parameters' slots, the statement runs, rows are copied out
/// of the columns' slots. The slots stay where they are, so nothing is bound twice. Throws what SOCI throws.
class Statement {
   public:
    /// `outbox` is PostgreSQL's, and null with SQLite. What waits there goes first.
    Statement(soci::session& session, Outbox* outbox, const char* sql, const std::vector<ColumnType>& parameters,
              const std::vector<ColumnType>& columns);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void set(std::size_t parameter, Int value);
    void set(std::size_t parameter, std::string value);
    /// Runs it; true when the columns hold a first row.
    bool execute();
    /// Puts it into the outbox as it is now.
    void execute_later();
    /// True when the columns hold another row.
    bool fetch();
    /// The last execution threw: it is prepared anew before the next one.
    bool has_failed() const noexcept;
    Int changed_rows();
    Int number(std::size_t column) const;
    const std::string& text(std::size_t column) const;
    /// The same parameters and columns as it was made for; anything else is two statements with one text.
    bool has_shape(const std::vector<ColumnType>& parameters, const std::vector<ColumnType>& columns) const;

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

class Statements {
   public:
    Statements(soci::session& session, Outbox* outbox) : session_(session), outbox_(outbox) {}
    /// The statement of `sql`, a literal of the calling function; prepared at its first use.
    Statement& get(const char* sql, const std::vector<ColumnType>& parameters, const std::vector<ColumnType>& columns);

   private:
    soci::session& session_;
    Outbox* outbox_;
    std::unordered_map<std::string_view, std::unique_ptr<Statement>> prepared_;
};

}  // namespace obolus::store
