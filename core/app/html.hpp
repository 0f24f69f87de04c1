// Reads just enough of our own pages to use them as a person would: their forms, their texts. For `obolus demo` and the
// tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace obolus::app {

struct Form {
    std::string method;    ///< "get" or "post"
    std::string action;    ///< as written; "" is the page's own address
    http::Fields fields;   ///< inputs with their values; a text field that is to be filled in has ""
    http::Fields buttons;  ///< named buttons with their values
};

/// All forms of a page, in order.
std::vector<Form> forms_of(std::string_view html);

/// What one reads: the texts without tags, styles and heads, entities resolved, runs of white space as one blank.
std::string text_of(std::string_view html);

/// Where <meta http-equiv="refresh"> leads to.
std::optional<std::string> refresh_of(std::string_view html);

}  // namespace obolus::app
