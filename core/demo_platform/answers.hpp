// What the demo platform's handlers share: its state, X's shapes of JSON answers, and pieces of pages.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "demo_platform/grants.hpp"
#include "demo_platform/people.hpp"
#include "demo_platform/platform.hpp"
#include "http/message.hpp"

namespace obolus::demo_platform {

struct State {
    Options options;
    Clock clock;
    Grants grants;
    People people;
};

http::Response json_response(int status, const boost::json::value& body);

/// {"title", "detail", "type", "status"}: how X refuses a request as a whole.
http::Response api_problem(int status, std::string_view title, std::string_view detail);

/// The text with & < > " ' as references.
std::string escape(std::string_view text);

/// A whole HTML page. `title` and `body` are HTML already. No scripts, one style sheet of its own.
http::Response page(int status, std::string_view title, std::string_view body);

/// A round picture with the person's initial, in a colour of the person's own: HTML.
std::string badge(const Person& person);

const std::string& style_sheet();

}  // namespace obolus::demo_platform
