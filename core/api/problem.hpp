// Refusals on the wire: RFC 9457 problem details.
#pragma once

#include <string>
#include <system_error>
#include <vector>

#include "http/message.hpp"

namespace obolus::api {

/// One thing that is wrong with a request; `field` is "" when it concerns the whole.
struct Problem {
    std::error_code error;
    std::string field;
};

/// {type, title, status, detail, name, next} of the refusal's row in hub/refusals, with `field` if it concerns one.
http::Response problem_response(const std::error_code& error, const std::string& field = {});
/// The first problem as above, and all of them under `problems` when there are several.
http::Response problem_response(const std::vector<Problem>& problems);

}  // namespace obolus::api
