// The pages' handlers, one source file per page; routes.cpp says which path each answers.
#pragma once

#include "web/door.hpp"

namespace obolus::web {

Awaitable<http::Response> show_home(DoorPtr door, http::Request request);
Awaitable<http::Response> show_problem(DoorPtr door, http::Request request);  ///< what a problem's `type` points to
Awaitable<http::Response> show_static(DoorPtr door, http::Request request);

Awaitable<http::Response> show_sign_in(DoorPtr door, http::Request request);
Awaitable<http::Response> start_sign_in(DoorPtr door, http::Request request);
Awaitable<http::Response> finish_sign_in(DoorPtr door, http::Request request);
Awaitable<http::Response> sign_out(DoorPtr door, http::Request request);

Awaitable<http::Response> show_welcome(DoorPtr door, http::Request request);
Awaitable<http::Response> open_account(DoorPtr door, http::Request request);

Awaitable<http::Response> show_me(DoorPtr door, http::Request request);
Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request);
Awaitable<http::Response> set_budget(DoorPtr door, http::Request request);
Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request);

Awaitable<http::Response> show_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request);

Awaitable<http::Response> show_months(DoorPtr door, http::Request request);
Awaitable<http::Response> close_month(DoorPtr door, http::Request request);
Awaitable<http::Response> end_month(DoorPtr door, http::Request request);

}  // namespace obolus::web
