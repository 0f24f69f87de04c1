#include <algorithm>
#include <charconv>

#include <boost/asio/ip/address.hpp>

#include "http/client.hpp"
#include "http/text.hpp"

namespace obolus::http {

namespace {

bool is_url_character(char c) noexcept {
    return c > 0x20 && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>' && c != '#';
}

bool is_host_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

// "127.1", "0x7f000001" and "2130706433" are addresses to resolvers, and to nobody who reads an allow-list.
bool ends_in_a_number(std::string_view host) noexcept {
    const auto dot = host.rfind('.');
    const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
    if (last.starts_with("0x")) return true;
    return !last.empty() && std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host_name(std::string_view host) noexcept {
    if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
    if (host.find("..") != std::string_view::npos) return false;
    return std::all_of(host.begin(), host.end(), is_host_character);
}

// The canonical text of a host; "" when it is none.
std::string read_host(std::string_view text) {
    boost::system::error_code ec;
    if (text.starts_with('[')) {
        if (!text.ends_with(']') || text.find('%') != std::string_view::npos) return "";
        const auto address = boost::asio::ip::make_address_v6(std::string(text.substr(1, text.size() - 2)), ec);
        return ec ? std::string() : address.to_string();
    }
    std::string host = to_lower_ascii(text);
    if (!is_host_name(host)) return "";
    if (!ends_in_a_number(host)) return host;
    const auto address = boost::asio::ip::make_address_v4(host, ec);
    return ec || address.to_string() != host ? std::string() : host;
}

}  // namespace

base::Result<Url> parse_url(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_url_character)) return Refusal::url_malformed;
    const auto colon = text.find("://");
    if (colon == std::string_view::npos) return Refusal::url_malformed;
    Url url;
    url.scheme = to_lower_ascii(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https") return Refusal::url_malformed;
    url.port = url.scheme == "https" ? 443 : 80;
    text.remove_prefix(colon + 3);

    const auto end = std::min(text.find_first_of("/?"), text.size());
    std::string_view authority = text.substr(0, end);
    url.target = std::string(text.substr(end));
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    if (authority.find('@') != std::string_view::npos) return Refusal::url_malformed;

    const auto bracket = authority.rfind(']');
    const auto port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (port != std::string_view::npos) {
        const std::string_view digits = authority.substr(port + 1);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
        if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size() || url.port == 0)
            return Refusal::url_malformed;
        authority = authority.substr(0, port);
    }
    url.host = read_host(authority);
    if (url.host.empty()) return Refusal::url_malformed;
    return url;
}

}  // namespace obolus::http
