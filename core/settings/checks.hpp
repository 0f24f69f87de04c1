// What single values must look like. Each function answers "" or says what is wrong and what to write instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identity/identity.hpp"

namespace obolus::settings {

/// 1 to 32 characters of a-z, 0-9 and "-", beginning with a letter: the hub's id and providers' names, which become
/// part of ids.
std::string check_name(std::string_view text);

/// "https://hub.example.org" or, on loopback alone, "http://localhost:8080": no path, no query, no trailing slash.
std::string check_public_url(std::string_view text);

/// "https://code.example.org/obolus": a whole address that a link may lead to, or "" for none.
std::string check_source_url(std::string_view text);

/// "api.x.com" or "127.0.0.1:8081": no scheme, no path.
std::string check_host(std::string_view text);

/// "127.0.0.1" or "::1": one address, no name and no network.
std::string check_address(std::string_view text);

/// "sqlite:" and a path, or "postgresql:" and what libpq takes: keywords ("host=/run/postgresql dbname=obolus") or the
/// rest of a URI ("//user@host/obolus").
std::string check_database(std::string_view text);

struct Listen {
    std::string host;
    std::uint16_t port;
};
/// "127.0.0.1:8080", "[::1]:8080"; port 0 means any free one.
std::optional<Listen> parse_listen(std::string_view text);

/// "demo:1001", or "mastodon@example.social:42" with an instance.
std::optional<identity::Key> parse_identity(std::string_view text);

}  // namespace obolus::settings
