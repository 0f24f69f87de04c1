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

/// A URI with every value escaped: SOCI cuts keywords and quotes apart by rules of its own, a URI it leaves whole.
std::string as_uri(const PQconninfoOption* option, std::string_view without = "") {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "postgresql://?";
    for (; option->keyword != nullptr; ++option) {
        if (option->val == nullptr || option->keyword == without) continue;
        if (uri.back() != '?') uri += '&';
        uri += option->keyword;
        uri += '=';
        for (const char* at = option->val; *at != '\0'; ++at) {
            const auto byte = static_cast<unsigned char>(*at);
            uri += '%';
            uri += digits[byte >> 4];
            uri += digits[byte & 15];
        }
    }
    return uri;
}

}  // namespace

void open(soci::session& session, const std::string& database, Access access) {
    session.open(soci::postgresql, as_uri(parse(database).get()));
    auto* const backend = static_cast<soci::postgresql_session_backend*>(session.get_backend());
    // Details of an error quote rows, which have no place in a log.
    PQsetErrorVerbosity(backend->conn_, PQERRORS_TERSE);
    PQsetClientEncoding(backend->conn_, "UTF8");
    session << "SET client_min_messages = warning";
    session << "SET lock_timeout = '5s'";
    // A hub that is frozen or cut off must not keep the books locked for the others.
    session << std::string("SET idle_in_transaction_session_timeout = ") +
                   (access == Access::read_only ? "0" : "'60s'");
    session << "SET tcp_keepalives_idle = 30";
    session << "SET tcp_keepalives_interval = 10";
    session << "SET tcp_keepalives_count = 3";
    // A commit that is cancelled while it waits for a standby would be answered as done.
    session << "SET statement_timeout = 0";
    if (access == Access::read_only) {
        session << "SET default_transaction_read_only = on";
        return;
    }
    // What was acknowledged must be on disk; a stricter setting of the server's (remote_apply) is kept.
    session << "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN "
               "('off', 'local')";
}

Address address_of(const std::string& database) {
    const Options options = parse(database);
    return {as_uri(options.get(), "password"), value_of(options, "password")};
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
