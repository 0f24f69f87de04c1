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

void print(const boost::json::object& object) { std::cout << boost::json::serialize(object) << std::endl; }

}  // namespace obolus::app
