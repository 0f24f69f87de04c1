#include "support/last_statement.hpp"

#include <atomic>
#include <csignal>

#include <dlfcn.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.hpp"

namespace {

std::atomic<int> statements_to_live{0};

void count_down() {
    if (--statements_to_live == 0) raise(SIGKILL);
}

int count_down_sqlite(unsigned, void*, void*, void*) {
    count_down();
    return 0;
}

int trace(sqlite3* database, char**, const sqlite3_api_routines*) {
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, count_down_sqlite, nullptr);
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// libpq's ways to run a statement, in front of its own: PostgreSQL has no trace on the client's side.
extern "C" PGresult* PQexec(PGconn* connection, const char* sql) {
    static auto* const real = next<PGresult*(PGconn*, const char*)>("PQexec");
    count_down();
    return real(connection, sql);
}

extern "C" PGresult* PQexecPrepared(PGconn* connection, const char* name, int count, const char* const* values,
                                    const int* lengths, const int* formats, int format) {
    static auto* const real =
        next<PGresult*(PGconn*, const char*, int, const char* const*, const int*, const int*, int)>("PQexecPrepared");
    count_down();
    return real(connection, name, count, values, lengths, formats, format);
}

namespace obolus::support {

void count_statements() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(trace)); }

void die_at_statement(int last) { statements_to_live = last; }

bool survives(int last, const std::function<void()>& work) {
    const pid_t child = fork();
    OBOLUS_CHECK(child >= 0);
    if (child == 0) {
        die_at_statement(last);
        count_statements();
        work();
        _exit(0);
    }
    int status = 0;
    OBOLUS_CHECK(waitpid(child, &status, 0) == child);
    const bool ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    OBOLUS_CHECK(ended || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    return ended;
}

}  // namespace obolus::support
