#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

Awaitable<http::Response> show_checkpoint(DoorPtr door, http::Request, Caller) {
    const hub::Checkpoint latest = door->options.checkpoint ? door->options.checkpoint() : hub::Checkpoint{};
    co_return json_response(200, {{"hub", door->hub.rules().hub_id},
                                  {"seq", latest.seq},
                                  {"at", time_or_null(latest.at)},
                                  {"chain", latest.chain}});
}

}  // namespace obolus::api
