#include "store/outbox.hpp"

#include <utility>

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

namespace obolus::store {

namespace {

PGconn* handle_of(soci::session& session) {
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

/// As SOCI throws it: blanks for the state when the server said nothing.
[[noreturn]] void throw_error(PGconn* connection, const PGresult* result) {
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* const message = result == nullptr ? PQerrorMessage(connection) : PQresultErrorMessage(result);
    throw soci::postgresql_soci_error(message, state == nullptr ? "     " : state);
}

}  // namespace

void Answer::clear(pg_result* result) { PQclear(result); }
int Answer::rows() const { return PQntuples(result_.get()); }
bool Answer::is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

std::string_view Answer::value(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

long long Answer::changed_rows() const {
    const std::string count = PQcmdTuples(result_.get());
    return count.empty() ? 0 : std::stoll(count);
}

std::string_view Answer::tag() const { return PQcmdStatus(result_.get()); }

void Outbox::add(std::string_view sql) {
    waiting_ += sql;
    waiting_ += ';';
}

Answer Outbox::send(std::string_view sql) {
    std::string all = std::exchange(waiting_, {});
    all += sql;
    PGconn* const connection = handle_of(session_);
    PGresult* const result = PQexec(connection, all.c_str());
    Answer answer(result);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw_error(connection, result);
    return answer;
}

Outbox::Call::Call(Outbox& outbox, soci::statement& prepared)
    : outbox_(outbox),
      sql_("EXECUTE " + static_cast<soci::postgresql_statement_backend*>(prepared.get_backend())->statementName_) {}

void Outbox::Call::add(std::string_view parameter) {
    sql_ += any_ ? ",'" : "('";
    any_ = true;
    const std::size_t before = sql_.size();
    sql_.resize(before + 2 * parameter.size() + 1);
    int error = 0;
    const std::size_t length = PQescapeStringConn(handle_of(outbox_.session_), sql_.data() + before, parameter.data(),
                                                  parameter.size(), &error);
    if (error != 0) throw soci::postgresql_soci_error("a text is no valid UTF-8", "22021");
    sql_.resize(before + length);
    sql_ += '\'';
}

std::string Outbox::Call::sql() && {
    if (any_) sql_ += ')';
    return std::move(sql_);
}

}  // namespace obolus::store
