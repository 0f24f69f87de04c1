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
Awaitable<http::Response> start_link(DoorPtr door, http::Request request);  ///< beside the session that there is
Awaitable<http::Response> sign_out(DoorPtr door, http::Request request);

Awaitable<http::Response> show_welcome(DoorPtr door, http::Request request);
Awaitable<http::Response> open_account(DoorPtr door, http::Request request);

Awaitable<http::Response> show_me(DoorPtr door, http::Request request);
Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request);
Awaitable<http::Response> set_budget(DoorPtr door, http::Request request);
Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request);
Awaitable<http::Response> undo_flattr(DoorPtr door, http::Request request);
Awaitable<http::Response> use_revenue(DoorPtr door, http::Request request);

Awaitable<http::Response> show_give(DoorPtr door, http::Request request);
Awaitable<http::Response> find_recipient(DoorPtr door, http::Request request);
Awaitable<http::Response> show_gifts(DoorPtr door, http::Request request);
Awaitable<http::Response> add_gift(DoorPtr door, http::Request request);
Awaitable<http::Response> recall_gift(DoorPtr door, http::Request request);

Awaitable<http::Response> show_wallet(DoorPtr door, http::Request request);
Awaitable<http::Response> show_revenue(DoorPtr door, http::Request request);
Awaitable<http::Response> show_trace(DoorPtr door, http::Request request);
Awaitable<http::Response> show_payouts(DoorPtr door, http::Request request);
Awaitable<http::Response> add_payout(DoorPtr door, http::Request request);

Awaitable<http::Response> show_settings(DoorPtr door, http::Request request);
Awaitable<http::Response> unlink_identity(DoorPtr door, http::Request request);
Awaitable<http::Response> add_token(DoorPtr door, http::Request request);
Awaitable<http::Response> revoke_token(DoorPtr door, http::Request request);
Awaitable<http::Response> opt_out(DoorPtr door, http::Request request);
Awaitable<http::Response> lift_opt_out(DoorPtr door, http::Request request);
Awaitable<http::Response> show_id_change(DoorPtr door, http::Request request);
Awaitable<http::Response> object_to_id_change(DoorPtr door, http::Request request);
Awaitable<http::Response> show_leave(DoorPtr door, http::Request request);
Awaitable<http::Response> leave(DoorPtr door, http::Request request);

Awaitable<http::Response> show_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request);
Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request);

Awaitable<http::Response> show_months(DoorPtr door, http::Request request);
Awaitable<http::Response> close_month(DoorPtr door, http::Request request);
Awaitable<http::Response> end_month(DoorPtr door, http::Request request);

}  // namespace obolus::web
