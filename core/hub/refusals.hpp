// Every refusal and fault of the product in one table: its HTTP status, why it happened as a sentence for a person, and
// what can be done.
//
// Keyed by the error's category and name, not by its enum, so that modules which hub can't include (oauth, http) have
// their rows here too; a test walks all enumerators and fails on a missing row. Called by api (problem details) and web
// (error pages).
#pragma once

#include <span>
#include <string_view>
#include <system_error>

#include "base/result.hpp"

namespace obolus::hub {

/// What api and web refuse before any verb is asked: the shape of a request and where it comes from.
enum class RequestRefusal {
    page_unknown = 1,         ///< no route has this path
    method_not_allowed,       ///< the path exists, with other methods
    content_type_wrong,       ///< not application/json (api) or not a form (web)
    json_malformed,           ///< not JSON by RFC 8259, not UTF-8, too deep, or something after its end
    json_not_object,          ///< JSON, but not an object
    form_malformed,           ///< not application/x-www-form-urlencoded
    field_unknown,            ///< a field that this request doesn't have
    field_missing,            ///< a field that it must have
    field_repeated,           ///< one name twice
    field_not_text,           ///< something else where a string is needed
    field_empty,              ///< an empty string where a text is needed
    field_too_long,           ///< longer than any sensible value
    amount_not_text,          ///< a JSON number: "1.00" is exact, 1.00 isn't
    month_malformed,          ///< not like "2026-11"
    cross_site,               ///< a changing request that another site's page has sent
    csrf_token_wrong,         ///< a changing request without this session's token
    request_malformed,        ///< not HTTP as the server reads it
    body_too_large,           ///< past the server's limit
    headers_too_large,        ///< past the server's limit
    not_supported,            ///< an HTTP version, expectation or coding that the server doesn't speak
    authorization_malformed,  ///< an Authorization header that isn't "Bearer" and a token
    limit_malformed,          ///< a page's size that isn't a number from 1 to 200
    field_not_boolean,        ///< something else where true or false is needed
    field_not_number,         ///< something else where a whole number is needed, or one that is out of bounds
    metrics_private,          ///< the metrics, asked for by somebody who may not read them
    choice_unknown            ///< none of the words that the field may hold
};
std::error_code make_error_code(RequestRefusal refusal) noexcept;
/// What the server's own answer of that status stands for (http::Router::on_failure); `internal` for one it doesn't
/// give.
std::error_code error_of_status(int status) noexcept;

struct RefusalRow {
    std::string_view module;    ///< the category's name
    std::string_view name;      ///< the enumerator's; stable for ever
    int status;                 ///< HTTP
    std::string_view title;     ///< a heading: what is the matter
    std::string_view why;       ///< "why can't I?", a sentence or two
    std::string_view next;      ///< what to do now: the label of a link
    std::string_view next_url;  ///< where one does it: a local path; "" when the answer isn't here
};

/// The error's row; an error without one (a defect) is shown as `internal`, never as its raw text.
const RefusalRow& describe(const std::error_code& error) noexcept;
/// Whether the table has a row of its own for the error.
bool has_row(const std::error_code& error) noexcept;
/// The first row of that name; nothing when there is none. For the page that a problem's `type` points to.
const RefusalRow* find_refusal(std::string_view name) noexcept;
/// The whole table, module by module; a name may come from several modules.
std::span<const RefusalRow> all_refusals() noexcept;

}  // namespace obolus::hub

template <>
struct std::is_error_code_enum<obolus::hub::RequestRefusal> : std::true_type {};
