// A platform's list of changed ids, as a file: one pair on a line, old and new with a comma between them.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "identity/id_change.hpp"

namespace obolus::app {

struct IdLine {
    std::size_t line = 0;  ///< in the file, the first is 1
    identity::IdPair pair;
};
struct IdListProblem {
    std::size_t line = 0;
    std::string what;
};
struct IdList {
    std::vector<IdLine> lines;
    std::vector<IdListProblem> problems;  ///< all that is wrong with the text; then nothing is to be imported
};

/// Ids may not hold commas or quotes; a first line "old,new" and empty lines are passed over. `instance` is the host,
/// for platforms of many.
IdList read_id_list(std::istream& text, const std::string& provider, const std::string& instance);

}  // namespace obolus::app
