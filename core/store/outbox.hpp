// What PostgreSQL is told within a transaction without waiting for its answer: it goes with the next statement whose
// answer somebody needs, in one round trip. A round trip costs as much as the work of a small statement, and a batch
// writes to half a dozen tables.
//
// The statements keep their order, and the server stops at the first that fails: then none behind it has run, and the
// transaction can only be undone. docs/decisions/0032. Included by store's sources only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

struct pg_result;

namespace soci {
class session;
class statement;
}  // namespace soci

namespace obolus::store {

/// The rows that a statement gave, all in memory.
class Answer {
   public:
    explicit Answer(pg_result* result) : result_(result, &clear) {}
    int rows() const;
    bool is_null(int row, int column) const;
    std::string_view value(int row, int column) const;
    long long changed_rows() const;
    /// What the server says that it did: "COMMIT", "UPDATE 3".
    std::string_view tag() const;

   private:
    static void clear(pg_result* result);
    std::unique_ptr<pg_result, void (*)(pg_result*)> result_;
};

class Outbox {
   public:
    explicit Outbox(soci::session& session) : session_(session) {}

    bool empty() const noexcept { return waiting_.empty(); }
    void add(std::string_view sql);
    /// What waited, which is not sent.
    std::string forget() noexcept { return std::exchange(waiting_, {}); }
    /// Sends what waits and `sql` behind it; the answer of `sql`. Nothing waits afterwards. Throws what SOCI throws.
    Answer send(std::string_view sql);

    /// A prepared statement as SQL. Its parameters are given one after the other.
    class Call {
       public:
        Call(Outbox& outbox, soci::statement& prepared);
        void add(std::string_view parameter);
        std::string sql() &&;

       private:
        Outbox& outbox_;
        std::string sql_;
        bool any_ = false;
    };

   private:
    soci::session& session_;
    std::string waiting_;
};

}  // namespace obolus::store
