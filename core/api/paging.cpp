#include "api/paging.hpp"

#include <charconv>
#include <optional>

#include "api/views.hpp"
#include "base/crypto.hpp"
#include "hub/refusals.hpp"
#include "hub/verb.hpp"

namespace obolus::api {

namespace {
constexpr std::int64_t limit_max = 200;
constexpr std::size_t cursor_bytes_max = 128;
constexpr std::size_t limit_bytes_max = 8;

/// Digits alone, the first of them no zero: each number is written in one way.
std::optional<std::int64_t> positive_number(std::string_view text) {
    if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::int64_t> before_of(std::string_view cursor, std::string_view list) {
    const std::optional<std::string> opened = base::from_base64url(cursor);
    if (!opened || opened->size() <= list.size() + 1) return std::nullopt;
    if (!opened->starts_with(list) || (*opened)[list.size()] != ':') return std::nullopt;
    return positive_number(std::string_view(*opened).substr(list.size() + 1));
}
}  // namespace

Page page_of(Fields& query, std::string_view list) {
    Page page;
    const std::string limit = query.optional_text("limit", limit_bytes_max);
    if (!limit.empty()) {
        page.limit = positive_number(limit).value_or(0);
        if (page.limit < 1 || page.limit > limit_max) query.refuse("limit", hub::RequestRefusal::limit_malformed);
    }
    const std::string cursor = query.optional_text("cursor", cursor_bytes_max);
    if (!cursor.empty()) {
        page.before = before_of(cursor, list).value_or(0);
        if (page.before == 0) query.refuse("cursor", hub::Refusal::cursor_malformed);
    }
    return page;
}

std::string cursor_of(std::string_view list, std::int64_t before) {
    return base::to_base64url(std::string(list) + ":" + std::to_string(before));
}

http::Response page_response(const http::Request& request, std::string_view list, boost::json::object body,
                             std::int64_t next_before) {
    if (next_before == 0) {
        body["next_cursor"] = nullptr;
        return json_response(200, body);
    }
    const std::string cursor = cursor_of(list, next_before);
    body["next_cursor"] = cursor;
    http::Response response = json_response(200, body);
    http::Fields query;
    for (const auto& [name, value] : request.query)
        if (name != "cursor") query.emplace_back(name, value);
    query.emplace_back("cursor", cursor);
    response.headers.emplace_back("Link", "<" + request.path + "?" + http::encode_form(query) + ">; rel=\"next\"");
    return response;
}

}  // namespace obolus::api
