// The hub's answers as JSON: one function per thing that clients see, so that it looks the same everywhere.
#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/time.hpp"
#include "http/message.hpp"
#include "hub/close_month.hpp"
#include "hub/dashboard.hpp"
#include "hub/trace.hpp"
#include "identity/identity.hpp"
#include "money/amount.hpp"

namespace obolus::api {

/// {"amount": "1.00", "currency": "EUR"}: a string, because many programs read JSON numbers as binary fractions.
boost::json::object to_json(const money::Amount& amount);
/// {"key", "url", "title"}
boost::json::object thing_json(const std::string& key, const std::string& url, const std::string& title);
/// RFC 3339; null for base::Time{}.
boost::json::value time_or_null(base::Time time);
/// {"monthly", "reserved", "wallet"}
boost::json::object budget_json(const money::Amount& plan, const money::Amount& reserved, const money::Amount& wallet);
/// {"id": "demo:1001", "provider", "handle", "name", "profile_url", "kind"}
boost::json::object to_json(const identity::ExternalIdentity& identity);
boost::json::object to_json(const hub::FlattrView& flattr);
boost::json::object to_json(const hub::LineView& line);
boost::json::object to_json(const hub::NoticeView& notice);
boost::json::object to_json(const hub::MonthStatus& month);
boost::json::object to_json(const hub::TraceStep& step);
/// {"subject", "origins", "fates", "complete"}
boost::json::object to_json(const hub::Trace& trace);

template <class Item>
boost::json::array to_json_array(const std::vector<Item>& items) {
    boost::json::array array;
    array.reserve(items.size());
    for (const Item& item : items)
        array.push_back(to_json(item));
    return array;
}

/// Never cached: every answer is somebody's.
http::Response json_response(int status, const boost::json::object& body);

}  // namespace obolus::api
