#include "demo_platform/platform.hpp"

#include "demo_platform/routes.hpp"

namespace obolus::demo_platform {

http::Router make_router(Options options, Clock clock) {
    auto state = std::make_shared<State>(State{std::move(options), std::move(clock), {}, {}});
    http::Router router;
    add_oauth_routes(router, state);
    add_api_routes(router, state);
    add_page_routes(router, state);
    return router;
}

}  // namespace obolus::demo_platform
