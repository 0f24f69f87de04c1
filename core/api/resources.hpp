// The API's handlers, one source file per resource; routes.cpp says which path each answers.
#pragma once

#include "api/door.hpp"

namespace obolus::api {

Awaitable<http::Response> show_hub(DoorPtr door, http::Request request);
Awaitable<http::Response> show_session(DoorPtr door, http::Request request);
Awaitable<http::Response> end_session(DoorPtr door, http::Request request);
Awaitable<http::Response> open_account(DoorPtr door, http::Request request);
Awaitable<http::Response> show_me(DoorPtr door, http::Request request);
Awaitable<http::Response> resolve_text(DoorPtr door, http::Request request);
Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request);
Awaitable<http::Response> show_budget(DoorPtr door, http::Request request);
Awaitable<http::Response> put_budget(DoorPtr door, http::Request request);
Awaitable<http::Response> list_flattrs(DoorPtr door, http::Request request);
Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request);
/// Everything that add_flattr does but the writer; for measuring.
Awaitable<http::Response> add_nothing(DoorPtr door, http::Request request);
Awaitable<http::Response> show_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> list_months(DoorPtr door, http::Request request);
Awaitable<http::Response> close_month(DoorPtr door, http::Request request);
Awaitable<http::Response> end_month(DoorPtr door, http::Request request);

}  // namespace obolus::api
