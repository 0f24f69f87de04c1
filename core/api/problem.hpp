// Refusals on the wire: RFC 9457 problem details.
#pragma once

#include <string>
#include <system_error>
#include <vector>

#include <boost/json/object.hpp>

#include "http/message.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

/// One thing that is wrong with a request; `field` is "" when it concerns the whole.
struct Problem {
    std::error_code error;
    std::string field;
};

/// The row as problem details: {type, title, status, detail, name, next: {label, url}}.
boost::json::object problem_json(const hub::RefusalRow& row);
/// That of the error's row, with `field` if it concerns one.
http::Response problem_response(const std::error_code& error, const std::string& field = {});
/// The first problem as above, and all of them under `problems` when there are several.
http::Response problem_response(const std::vector<Problem>& problems);

}  // namespace obolus::api
