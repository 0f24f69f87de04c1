// Reads members of JSON that others wrote, without exceptions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "http/message.hpp"

namespace obolus::oauth {

/// The string member `name`; nothing when it is absent or no string.
std::optional<std::string_view> string_at(const boost::json::object& object, std::string_view name);
/// The same; "" for nothing.
std::string text_at(const boost::json::object& object, std::string_view name);
bool true_at(const boost::json::object& object, std::string_view name);
const boost::json::object* object_at(const boost::json::object& object, std::string_view name);
const boost::json::array* array_at(const boost::json::object& object, std::string_view name);

/// A list of [name, value] pairs of strings; absent is empty, another shape is nothing.
std::optional<http::Fields> fields_at(const boost::json::object& object, std::string_view name);
boost::json::array to_json(const http::Fields& fields);

/// A JSON object of at most 32 levels; nothing for anything else.
std::optional<boost::json::object> parse_object(std::string_view text);

}  // namespace obolus::oauth
