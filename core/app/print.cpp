#include "app/print.hpp"

#include <iostream>

#include <boost/json/serialize.hpp>

namespace obolus::app {

std::string to_text(const money::Amount& amount) {
    return std::string(amount.currency().code()) + " " + money::to_decimal(amount);
}

std::string counted(std::int64_t count, const std::string& one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

boost::json::object to_json(const money::Amount& amount) {
    return {{"amount", money::to_decimal(amount)}, {"currency", amount.currency().code()}};
}

boost::json::object to_json(const hub::MonthStatus& month) {
    return {{"month", base::to_string(month.month)},
            {"phase", hub::to_string(month.phase)},
            {"ends_at", base::to_rfc3339(month.ends_at)},
            {"flattrs", month.flattrs},
            {"givers", month.givers},
            {"givers_closed", month.givers_closed},
            {"shares", month.shares},
            {"shares_paid", month.shares_paid},
            {"recipients", month.recipients},
            {"seconds_left", month.left ? boost::json::value(month.left->count()) : nullptr},
            {"reserved", to_json(month.reserved)},
            {"divided", to_json(month.divided)}};
}

void print(const boost::json::object& object) { std::cout << boost::json::serialize(object) << std::endl; }

}  // namespace obolus::app
