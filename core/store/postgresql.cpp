#include <memory>

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include "store/engines.hpp"

namespace obolus::store::postgresql {

namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// "postgresql:host=... dbname=..." or a URI, "postgresql://...", as libpq reads it. Throws soci_error.
Options parse(const std::string& database) {
    const std::string rest = database.substr(prefix.size());
    const std::string words = rest.starts_with("//") ? database : rest;
    char* error = nullptr;
    Options options(PQconninfoParse(words.c_str(), &error), &PQconninfoFree);
    if (options) return options;
    const std::string problem = error == nullptr ? "out of memory" : error;
    PQfreemem(error);
    throw soci::soci_error("the database's name can't be read: " + problem);
}

/// The option's value; "" when it isn't given.
std::string value_of(const Options& options, std::string_view keyword) {
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
        if (option->keyword == keyword && option->val != nullptr) return option->val;
    return "";
}

/// What the operator's words leave open. Everything has a deadline, or a server that is cut off would be waited for by
/// the hour; of several servers, as before and after a failover, the one that takes writes is meant.
struct Default {
    std::string_view keyword;
    std::string_view value;
};
constexpr Default defaults[] = {{"connect_timeout", "5"},      {"keepalives_idle", "10"},
                                {"keepalives_interval", "5"},  {"keepalives_count", "3"},
                                {"tcp_user_timeout", "15000"}, {"fallback_application_name", "obolus"}};
constexpr Default for_several_servers{"target_session_attrs", "read-write"};

bool names_several(const Options& options) {
    return (value_of(options, "host") + value_of(options, "hostaddr")).find(',') != std::string::npos;
}

/// A URI with every value escaped: SOCI cuts keywords and quotes apart by rules of its own, a URI it leaves whole.
class Uri {
   public:
    void add(std::string_view keyword, std::string_view value) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        if (text_.back() != '?') text_ += '&';
        text_.append(keyword) += '=';
        for (const char at : value) {
            const auto byte = static_cast<unsigned char>(at);
            text_ += '%';
            text_ += digits[byte >> 4];
            text_ += digits[byte & 15];
        }
    }
    const std::string& text() const noexcept { return text_; }

   private:
    std::string text_ = "postgresql://?";
};

Uri as_uri(const Options& options, std::string_view without = "") {
    Uri uri;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr && option->keyword != without) uri.add(option->keyword, option->val);
    return uri;
}

std::string with_defaults(const Options& options) {
    Uri uri = as_uri(options);
    for (const Default& each : defaults)
        if (value_of(options, each.keyword).empty()) uri.add(each.keyword, each.value);
    if (names_several(options) && value_of(options, for_several_servers.keyword).empty())
        uri.add(for_several_servers.keyword, for_several_servers.value);
    return uri.text();
}

}  // namespace

void open(soci::session& session, const std::string& database, Access access) {
    session.open(soci::postgresql, with_defaults(parse(database)));
    auto* const backend = static_cast<soci::postgresql_session_backend*>(session.get_backend());
    // Details of an error quote rows, which have no place in a log.
    PQsetErrorVerbosity(backend->conn_, PQERRORS_TERSE);
    PQsetClientEncoding(backend->conn_, "UTF8");
    session << "SET standard_conforming_strings = on";
    session << "SET client_min_messages = warning";
    session << "SET lock_timeout = '5s'";
    // A hub that is frozen or cut off must not keep the books locked for the others.
    session << std::string("SET idle_in_transaction_session_timeout = ") +
                   (access == Access::read_only ? "0" : "'10s'");
    session << "SET tcp_keepalives_idle = 10";
    session << "SET tcp_keepalives_interval = 5";
    session << "SET tcp_keepalives_count = 3";
    session << "SET tcp_user_timeout = '15s'";
    session << "SET jit = off";  // what is asked here is over before a compiler has warmed up
    // A commit that is cancelled while it waits for a standby would be answered as done.
    session << "SET statement_timeout = 0";
    if (access == Access::read_only) {
        session << "SET default_transaction_read_only = on";
        return;
    }
    // What was acknowledged must be on disk; a stricter setting of the server's (remote_apply) is kept.
    session << "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN "
               "('off', 'local')";
    // Packed lines are long, and this is the quicker way to make them short.
    session << "SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings "
               "WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)";
}

Address address_of(const std::string& database) {
    const Options options = parse(database);
    return {as_uri(options, "password").text(), value_of(options, "password")};
}

std::string shown(const std::string& database) {
    try {
        const Options options = parse(database);
        const std::string name = value_of(options, "dbname");
        const std::string host = value_of(options, "host");
        return "postgresql:" + (name.empty() ? "" : "dbname=" + name) + (name.empty() || host.empty() ? "" : " ") +
               (host.empty() ? "" : "host=" + host);
    } catch (const soci::soci_error&) {
        return "postgresql";
    }
}

bool classify(const soci::soci_error& error, Caught& caught) {
    const auto* const own = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    if (own == nullptr) return false;
    const std::string state = own->sqlstate();
    const std::string kind = state.substr(0, 2);
    caught.fault = base::Fault::storage_unavailable;
    if (kind == "  " || kind == "08" || kind == "57") {
        // No SQLSTATE: the server didn't say it, libpq did. 57014 alone is about one statement, and leaves us
        // connected.
        caught.connection_lost = state != "57014";
    } else if (state == "25P03") {
        caught.connection_lost = true;  // idle in a transaction for too long: the server has hung up
        caught.surely_undone = true;
    } else if (kind == "22" || kind == "23") {
        caught.of_one_command = true;
    } else if (kind == "42") {
        caught.fault = base::Fault::internal;
        caught.of_one_command = true;
    } else if (kind == "40") {
        caught.worth_a_retry = true;
    } else if (state == "55P03") {
        caught.fault = base::Fault::storage_locked;
    } else if (state == "53100") {
        caught.fault = base::Fault::storage_full;
    } else if (state == "25006") {
        caught.fault = base::Fault::storage_read_only;
        caught.connection_lost = true;  // a standby after a failover: the next connection may be the primary's
        caught.surely_undone = true;
    } else if (kind == "XX") {
        caught.storage_broken = true;
    }
    return true;
}

void lock_migrations(soci::session& session) {
    session << "SET lock_timeout = '60s'";
    session << "SELECT pg_advisory_lock(7093011745217411)";
    session << "SET lock_timeout = '5s'";
}

std::string unfit(soci::session& session) {
    std::string name;
    std::string encoding;
    std::string collation;
    session << "SELECT datname, pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = "
               "current_database()",
        soci::into(name), soci::into(encoding), soci::into(collation);
    if (encoding == "UTF8" && (collation == "C" || collation == "POSIX")) return "";
    return "it has encoding " + encoding + " and locale " + collation +
           ", and books are kept in UTF8 and C; create it with: CREATE DATABASE \"" + name +
           "\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'";
}

}  // namespace obolus::store::postgresql
