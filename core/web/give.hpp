// Whom or what a giver has named, looked up at the platforms. For the forms of the overview and of /give.
#pragma once

#include <string>

#include "oauth/platforms.hpp"
#include "web/door.hpp"

namespace obolus::web {

struct Wanted {
    std::string to;        ///< as typed: "@ada", an address
    std::string provider;  ///< "": the text decides
};
Wanted wanted_of(const http::Fields& fields);

/// Refusals: field_empty, field_too_long, those of oauth.
Awaitable<Result<oauth::Resolved>> find_wanted(DoorPtr door, Wanted wanted);

/// "@ada", or the first words of a post.
std::string title_of(const oauth::Resolved& found);

}  // namespace obolus::web
