#include "hub/close_month.hpp"
#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
/// For <progress>, which wants a maximum above zero.
View progress_view(std::int64_t done, std::int64_t all) {
    View view;
    view.text("done", std::to_string(done)).text("all", std::to_string(all)).flag("any", all > 0);
    return view;
}

View month_view(const hub::MonthStatus& month) {
    View view;
    view.text("name", month_name(month.month))
        .text("month", base::to_string(month.month))
        .text("phase", std::string(phase_text(month.phase)))
        .text("phase_name", std::string(hub::to_string(month.phase)))
        .text("ends", first_day(month.month.next()))
        .text("ends_date", first_date(month.month.next()))
        .flag("running", month.phase == hub::MonthPhase::running)
        .flag("closable", month.phase != hub::MonthPhase::running && month.phase != hub::MonthPhase::closed)
        .text("flattrs", std::to_string(month.flattrs))
        .flag("closing", month.phase != hub::MonthPhase::running)
        .one("givers", progress_view(month.givers_closed, month.givers))
        .one("shares", progress_view(month.shares_paid, month.shares))
        .text("reserved", figure(month.reserved))
        .text("divided", figure(month.divided));
    return view;
}

Page months_page(const Door& door, const std::vector<hub::MonthStatus>& months) {
    std::vector<View> views;
    for (const hub::MonthStatus& month : months)
        views.push_back(month_view(month));
    View view;
    view.list("months", std::move(views)).flag("movable_clock", door.hub.rules().movable_clock);
    return {"months", "Months", std::move(view)};
}

Flash month_flash(Message message, base::Month month) { return {message, {month_name(month)}}; }

/// Bounded steps until the month is closed, or until this request has done enough: the next press of the button goes
/// on.
Awaitable<Result<hub::MonthPhase>> close_in_steps(DoorPtr door, base::Month month) {
    constexpr int steps_max = 200;
    hub::MonthPhase phase = hub::MonthPhase::running;
    for (int step = 0; step < steps_max && phase != hub::MonthPhase::closed; ++step) {
        hub::CloseMonth command{month};
        const Result<hub::MonthStatus> status = co_await run(door->hub, &hub::close_month, std::move(command));
        if (!status) co_return status.error();
        phase = status.value().phase;
    }
    co_return phase;
}
}  // namespace

Awaitable<http::Response> show_months(DoorPtr door, http::Request request) {
    Entry entry = co_await enter(door, std::move(request), For::operators);
    if (entry.instead) co_return *std::move(entry.instead);
    const hub::ListMonths question;
    const Result<std::vector<hub::MonthStatus>> months = co_await ask(door->hub, &hub::list_months, question);
    if (!months) co_return show_refusal(*door, entry.visitor, months.error());
    co_return show(*door, entry.visitor, months_page(*door, months.value()));
}

Awaitable<http::Response> close_month(DoorPtr door, http::Request request) {
    const std::optional<base::Month> month = base::parse_month(request.parameter("month"));
    FormEntry entry = co_await enter_form(door, std::move(request), For::operators);
    if (entry.instead) co_return *std::move(entry.instead);
    if (!month) co_return show_refusal(*door, entry.visitor, hub::RequestRefusal::month_malformed);
    const Result<hub::MonthPhase> phase = co_await close_in_steps(door, *month);
    if (!phase) co_return show_refusal(*door, entry.visitor, phase.error());
    const bool closed = phase.value() == hub::MonthPhase::closed;
    co_return go_to(*door, "/operator", month_flash(closed ? Message::month_closed : Message::month_goes_on, *month));
}

Awaitable<http::Response> end_month(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::operators);
    if (entry.instead) co_return *std::move(entry.instead);
    const hub::EndMonthEarly command;
    const Result<base::Month> ended = co_await run(door->hub, &hub::end_month_early, command);
    if (!ended) co_return show_refusal(*door, entry.visitor, ended.error());
    const Result<hub::MonthPhase> phase = co_await close_in_steps(door, ended.value());
    if (!phase) co_return show_refusal(*door, entry.visitor, phase.error());
    const bool closed = phase.value() == hub::MonthPhase::closed;
    co_return go_to(*door, "/operator",
                    month_flash(closed ? Message::month_closed : Message::month_ended, ended.value()));
}

}  // namespace obolus::web
