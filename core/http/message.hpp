// Requests and responses as plain values: what handlers see. No Beast here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace obolus::http {

using Field = std::pair<std::string, std::string>;  ///< name and value
using Fields = std::vector<Field>;                  ///< in order; names may repeat

/// The first value under `name`, compared without case for headers.
std::optional<std::string_view> find(const Fields& fields, std::string_view name);
std::optional<std::string_view> find_header(const Fields& fields, std::string_view name);

/// Decodes application/x-www-form-urlencoded (also a query string). Nothing on a bad percent escape or invalid UTF-8.
std::optional<Fields> parse_form(std::string_view text);
std::string encode_form(const Fields& fields);
std::string percent_encode(std::string_view text);  ///< RFC 3986 unreserved characters stay

struct Request {
    std::string method;      ///< "GET", "POST", "PUT", "DELETE", ...
    std::string target;      ///< as received: path and query
    std::string path;        ///< percent-decoded, always begins with "/"
    Fields query;            ///< decoded
    Fields path_parameters;  ///< what the route's {names} matched
    Fields headers;          ///< as received
    std::string body;        ///< whole, within the server's limit
    std::string remote;      ///< the client's address, without port; a trusted proxy's word for it

    std::optional<std::string_view> header(std::string_view name) const { return find_header(headers, name); }
    /// The value of a cookie; nothing when absent or sent twice.
    std::optional<std::string> cookie(std::string_view name) const;
    std::string_view parameter(std::string_view name) const;  ///< a path parameter of the matched route ("" if absent)
};

struct Response {
    int status = 200;
    Fields headers;
    std::string body;
    std::string refusal{};  ///< why it was refused, by name, for the server's log; never sent
};

Response text_response(int status, std::string content_type, std::string body);
Response redirect_response(std::string location);  ///< 303 See Other

}  // namespace obolus::http
