#include "hub/trace.hpp"

#include <algorithm>

#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"
#include "web/way.hpp"

namespace obolus::web {

namespace {
View step_view(const Viewer& viewer, const hub::TraceStep& step) {
    constexpr int indents = 6;
    View view;
    view.text("what", std::string(transfer_text(step.kind)))
        .text("from", account_text(viewer, step.from))
        .text("to", step.kind == "rests" ? "" : account_text(viewer, step.to))
        .text("id", step.id)
        .text("receipt", receipt_path(step.id))
        .text("amount", figure(step.amount))
        .text("day", day(step.at))
        .text("date", base::to_date(step.at))
        .text("indent", std::to_string(std::clamp(step.depth - 1, 0, indents)));
    return view;
}

Page trace_page(const Viewer& viewer, const hub::Trace& trace) {
    const auto step = [&](const hub::TraceStep& s) { return step_view(viewer, s); };
    // Held money takes no place in the queue before it is spent.
    const bool on_its_way = trace.subject.kind == "payout_reserve";
    View view = step(trace.subject);
    view.list("origins", views_of(trace.origins, step))
        .flag("origins_later", trace.origins.empty() && on_its_way)
        .flag("origins_hidden", trace.origins.empty() && !on_its_way)
        .list("fates", views_of(trace.fates, step))
        .flag("has_fates", !trace.fates.empty())
        .flag("cut_short", !trace.complete);
    return {"trace", "Where it came from and where it went", std::move(view)};
}
}  // namespace

Awaitable<http::Response> show_trace(DoorPtr door, http::Request request) {
    hub::TraceMoney question{door->hub.rules().hub_id + request.path};
    Entry entry = co_await enter(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    // By identity, not by session: a new sign-in is no new allowance.
    const std::string who = std::to_string(entry.visitor.session->identity_ids.front().value);
    if (!door->traces.take(who).allowed) co_return show_refusal(*door, entry.visitor, hub::Refusal::rate_limited);
    const Result<hub::Trace> trace = co_await ask(door->hub, &hub::trace, std::move(question));
    if (!trace) co_return show_refusal(*door, entry.visitor, trace.error());
    const Viewer viewer{entry.visitor.session->member, entry.visitor.session->identity_ids};
    const std::optional<hub::Trace> visible = visible_to(viewer, trace.value());
    // As if it weren't there: whether somebody else's money moved is nobody's business.
    if (!visible) co_return show_refusal(*door, entry.visitor, hub::Refusal::transfer_unknown);
    co_return show(*door, entry.visitor, trace_page(viewer, *visible));
}

}  // namespace obolus::web
