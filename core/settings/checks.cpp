#include "settings/checks.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace obolus::settings {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return port;
}

bool is_host_name(std::string_view text) {
    if (text.empty() || text.size() > 253 || text.front() == '.' || text.front() == '-' || text.back() == '.')
        return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '.'; });
}

bool is_ipv6_literal(std::string_view text) {
    if (text.size() < 4 || text.front() != '[' || text.back() != ']') return false;
    const std::string_view inner = text.substr(1, text.size() - 2);
    return inner.find(':') != std::string_view::npos &&
           inner.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

/// Splits "host" or "host:port"; the port is 0 when absent. Nothing when malformed.
std::optional<Listen> split_host(std::string_view text) {
    const std::size_t bracket = text.rfind(']');
    const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const std::string_view host = text.substr(0, colon);
    if (!is_host_name(host) && !is_ipv6_literal(host)) return std::nullopt;
    if (colon == std::string_view::npos) return Listen{std::string(host), 0};
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;
    return Listen{std::string(host), *port};
}

/// The forms that browsers, too, treat as loopback: nothing there can be heard on a network.
bool is_loopback(const std::string& host) {
    if (host == "localhost" || host.ends_with(".localhost") || host == "[::1]") return true;
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
}

}  // namespace

std::string check_name(std::string_view text) {
    const bool fits =
        !text.empty() && text.size() <= 32 && is_lower(text.front()) &&
        std::all_of(text.begin(), text.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
    if (fits) return {};
    return "is \"" + std::string(text) + "\"; write 1 to 32 of a-z, 0-9 and \"-\", beginning with a letter";
}

std::string check_public_url(std::string_view text) {
    const std::string shown = "is \"" + std::string(text) + "\"; ";
    const bool https = text.starts_with("https://");
    if (!https && !text.starts_with("http://")) return shown + "begin it with https:// (or http://localhost for a try)";
    const std::string_view rest = text.substr(https ? 8 : 7);
    if (rest.find_first_of("/?#@") != std::string_view::npos) {
        return shown + "write scheme, host and port alone, such as https://hub.example.org, without a slash at the end";
    }
    const auto split = split_host(rest);
    if (!split) return shown + "the host must be lower case, such as https://hub.example.org or http://localhost:8080";
    if (!https && !is_loopback(split->host)) {
        return shown +
               "plain http would let anybody on the way read sessions: use https:// with a reverse proxy that ends TLS "
               "(nginx, Caddy), or http://localhost for a try on this machine";
    }
    return {};
}

std::string check_source_url(std::string_view text) {
    constexpr std::size_t bytes_max = 2048;
    if (text.empty()) return {};
    const bool https = text.starts_with("https://");
    const bool web = https || text.starts_with("http://");
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (web && plain && text.size() > (https ? 8U : 7U) && text.size() <= bytes_max) return {};
    return "is \"" + std::string(text) + "\"; write a whole address such as https://code.example.org/obolus, or \"\"";
}

std::string check_host(std::string_view text) {
    if (split_host(text)) return {};
    return "is \"" + std::string(text) +
           "\"; write a host in lower case without scheme or path, such as api.x.com or 127.0.0.1:8081";
}

std::string check_address(std::string_view text) {
    unsigned char bytes[16];
    const std::string address(text);
    if (::inet_pton(AF_INET, address.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, address.c_str(), bytes) == 1)
        return {};
    return "is \"" + address + "\"; write an IP address such as 127.0.0.1 or ::1";
}

std::string check_database(std::string_view text) {
    const std::string advice =
        "; write sqlite: and a path, such as sqlite:var/obolus.db, or postgresql: and what PostgreSQL's own programs "
        "take, "
        "such as postgresql:host=/run/postgresql dbname=obolus";
    const std::size_t colon = text.find(':');
    const std::string_view kind = text.substr(0, colon);
    if (colon == std::string_view::npos) return "names no kind of database" + advice;
    if (kind != "sqlite" && kind != "postgresql")
        return "names the unknown kind \"" + std::string(kind) + "\"" + advice;
    const std::string_view rest = text.substr(colon + 1);
    if (rest.empty()) return "ends after its kind" + advice;
    if (kind == "postgresql" && !rest.starts_with("//") && rest.find("dbname=") == std::string_view::npos)
        return "names no dbname" + advice;
    return {};
}

std::optional<Listen> parse_listen(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || text.ends_with(']')) return std::nullopt;
    auto split = split_host(text);
    if (!split) return std::nullopt;
    if (split->host.front() == '[') split->host = split->host.substr(1, split->host.size() - 2);
    return split;
}

std::optional<identity::Key> parse_identity(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view provider = text.substr(0, colon);
    std::string_view instance;
    if (const std::size_t at = provider.find('@'); at != std::string_view::npos) {
        instance = provider.substr(at + 1);
        provider = provider.substr(0, at);
        if (!is_host_name(instance)) return std::nullopt;
    }
    const std::string_view subject = text.substr(colon + 1);
    if (!check_name(provider).empty() || subject.empty() || subject.size() > 255) return std::nullopt;
    const bool printable = std::all_of(subject.begin(), subject.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!printable) return std::nullopt;
    return identity::Key{std::string(provider), std::string(instance), std::string(subject)};
}

}  // namespace obolus::settings
