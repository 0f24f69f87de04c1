// The API's handlers, one source file per resource; routes.cpp says which path each answers, and to whom.
#pragma once

#include "api/door.hpp"

namespace obolus::api {

Awaitable<http::Response> show_hub(DoorPtr door, http::Request request, Caller caller);
/// The journal's end, as far as it was published.
Awaitable<http::Response> show_checkpoint(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_providers(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_problems(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> show_problem(DoorPtr door, http::Request request, Caller caller);

Awaitable<http::Response> show_session(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> end_session(DoorPtr door, http::Request request, Caller caller);
/// What waits under all identities of the session goes back, and nothing can be given to them any more.
Awaitable<http::Response> opt_out(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> lift_opt_out(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> leave(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> open_account(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_identities(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> unlink_identity(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> object_to_id_change(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_tokens(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> add_token(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> revoke_token(DoorPtr door, http::Request request, Caller caller);

Awaitable<http::Response> show_me(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> resolve_text(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> show_wallet(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> show_revenue(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> use_revenue(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> show_statement(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_payouts(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> add_payout(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> show_budget(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> put_budget(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_flattrs(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> undo_flattr(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_gifts(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> add_gift(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> recall_gift(DoorPtr door, http::Request request, Caller caller);
/// Everything that add_flattr does but the writer; for measuring.
Awaitable<http::Response> add_nothing(DoorPtr door, http::Request request, Caller caller);

Awaitable<http::Response> show_claim(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request, Caller caller);

Awaitable<http::Response> trace_money(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> list_months(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> close_month(DoorPtr door, http::Request request, Caller caller);
Awaitable<http::Response> end_month(DoorPtr door, http::Request request, Caller caller);

}  // namespace obolus::api
