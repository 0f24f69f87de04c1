#include "app/stop.hpp"

#include <iostream>

#include "hub/refusals.hpp"

namespace obolus::app {

Exit exit_of(const std::error_code& error) noexcept {
    return error.category() == base::fault_category() ? Exit::fault : Exit::refused;
}

std::string explain(const std::error_code& error) {
    const hub::RefusalRow& row = hub::describe(error);
    return std::string(row.title) + ". " + std::string(row.why) + " " + std::string(row.next);
}

void stop_for(const std::error_code& error, const std::string& problem) {
    throw Stop(exit_of(error), problem.empty() ? explain(error) : problem);
}

void complain(const std::string& sentence) { std::cerr << "obolus: " << sentence << std::endl; }

}  // namespace obolus::app
