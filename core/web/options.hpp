// What the operator decides about the pages.
#pragma once

#include <string>

namespace obolus::web {

struct Options {
    std::string
        public_url;  ///< "https://give.example": scheme, host and port; the only origin whose pages may change anything
    std::string csrf_key;      ///< 32 raw bytes; the same for api and web; also seals the short messages after a form
    std::string hub_name;      ///< shown in titles and in the footer; the hub's id when empty
    std::string version{};     ///< of the program, for the footer
    std::string source_url{};  ///< where its source is offered, for the footer; "": no link
};

}  // namespace obolus::web
