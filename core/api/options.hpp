// What the operator decides about the JSON API.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "hub/checkpoint.hpp"

namespace obolus::api {

struct Options {
    std::string
        public_url;  ///< "https://give.example": scheme, host and port; the only origin whose pages may change anything
    std::string csrf_key;      ///< 32 raw bytes; the same for api and web, so that a page's token works for its scripts
    std::string hub_name;      ///< for people; the hub's id when empty
    bool bench_route = false;  ///< adds POST /v1/bench/no-op, a flattr without the writer, to measure against
    std::string version{};     ///< of the program
    std::string source_url{};  ///< where its source is offered; "": nowhere said
    /// Of each session and each API token, and of each address that proves nothing (or proves it wrongly). 0: no limit.
    std::int64_t requests_per_minute = 0;
    std::int64_t strangers_requests_per_minute = 0;
    std::function<hub::Checkpoint()> checkpoint{};  ///< what was published last of the journal's end; empty: nothing
};

}  // namespace obolus::api
