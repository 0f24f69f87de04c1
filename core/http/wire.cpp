#include "http/wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/text.hpp"

namespace obolus::http {

namespace {

bool is_token_character(char c) noexcept {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_ours(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 4> names{"content-length", "connection", "transfer-encoding", "date"};
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view ours) { return equals_ignoring_case(ours, name); });
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

}  // namespace

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 507:
            return "Insufficient Storage";
        default:
            return "";
    }
}

bool is_field_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), is_token_character);
}

bool is_field_value(std::string_view value) noexcept {
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

bool append_head(std::string& out, const Response& response, std::string_view date, bool keep_alive) {
    if (response.status < 200 || response.status > 599) return false;
    const std::size_t start = out.size();
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\nDate: ").append(date).append("\r\n");
    for (const auto& [name, value] : response.headers) {
        if (is_ours(name)) continue;
        if (!is_field_name(name) || !is_field_value(value)) {
            out.resize(start);
            return false;
        }
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (has_body(response.status)) {
        out.append("Content-Length: ");
        append_number(out, response.body.size());
        out.append("\r\n");
    }
    out.append(keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
    return true;
}

}  // namespace obolus::http
