#include <variant>

#include "api/fields.hpp"
#include "api/paging.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/flattr.hpp"
#include "hub/list_flattrs.hpp"
#include "hub/undo_flattr.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
/// A command for the writer, or the answer that says why there is none.
using Prepared = std::variant<hub::Flattr, http::Response>;

hub::Flattr command_of(base::MemberId giver, oauth::Resolved found, bool show_name) {
    return {giver,
            std::move(found.owner),
            {std::move(found.thing_key), std::move(found.thing_url), std::move(found.thing_title)},
            show_name};
}

json::object receipt_json(const hub::Flattr& command, const hub::FlattrReceipt& receipt) {
    return {{"id", receipt.id},
            {"month", base::to_string(receipt.month)},
            {"repeated", receipt.repeated},
            {"owner", to_json(command.owner)},
            {"thing", {{"key", command.thing.key}, {"url", command.thing.url}, {"title", command.thing.title}}},
            {"monthly", to_json(receipt.plan)},
            {"reserved", to_json(receipt.reserved)},
            {"flattrs", receipt.flattrs}};
}

/// Everything before the writer: who gives, and who gets it for what.
Awaitable<Prepared> prepare(DoorPtr door, http::Request request, Caller caller) {
    Result<Fields> fields = Fields::read(request);
    if (!fields) co_return problem_response(fields.error());
    constexpr std::size_t to_bytes_max = 2048;
    constexpr std::size_t provider_bytes_max = 64;
    const std::string to = fields.value().text("to", to_bytes_max);
    const std::string provider = fields.value().optional_text("provider", provider_bytes_max);
    const bool show_name = fields.value().flag("show_name");
    const auto problems = fields.value().problems();
    if (!problems.empty()) co_return problem_response(problems);

    Result<oauth::Resolved> resolved = co_await door->platforms.resolve(to, provider);
    if (!resolved) co_return problem_response(resolved.error(), "to");
    co_return command_of(caller.member, std::move(resolved.value()), show_name);
}
}  // namespace

Awaitable<http::Response> list_flattrs(DoorPtr door, http::Request request, Caller caller) {
    Fields query = Fields::of_query(request);
    const Page page = page_of(query, "flattrs");
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    const hub::ListFlattrs question{caller.member, page.before, page.limit + 1};
    Result<hub::FlattrList> found = co_await ask(door->hub, &hub::list_flattrs, question);
    if (!found) co_return problem_response(found.error());
    hub::FlattrList& list = found.value();
    const std::int64_t next = cut_page(list.flattrs, page, &hub::FlattrView::number);
    json::object body{{"month", base::to_string(list.month)},
                      {"month_ends_at", base::to_rfc3339(list.month_ends_at)},
                      {"count", list.count},
                      {"flattrs", to_json_array(list.flattrs)}};
    co_return page_response(request, "flattrs", std::move(body), next);
}

Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request, Caller caller) {
    Prepared prepared = co_await prepare(door, std::move(request), std::move(caller));
    if (auto* refused = std::get_if<http::Response>(&prepared)) co_return std::move(*refused);
    const hub::Flattr& command = std::get<hub::Flattr>(prepared);
    hub::Flattr moved = command;
    const Result<hub::FlattrReceipt> receipt = co_await run(door->hub, &hub::flattr, std::move(moved));
    if (!receipt) co_return problem_response(receipt.error(), "to");
    co_return json_response(receipt.value().repeated ? 200 : 201, receipt_json(command, receipt.value()));
}

Awaitable<http::Response> undo_flattr(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::UndoFlattr command{caller.member, full_id(*door, "f", request.parameter("id"))};
    const Result<hub::UndoReceipt> receipt = co_await run(door->hub, &hub::undo_flattr, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(200, {{"month", base::to_string(receipt.value().month)},
                                  {"flattrs", receipt.value().flattrs},
                                  {"repeated", receipt.value().repeated}});
}

Awaitable<http::Response> add_nothing(DoorPtr door, http::Request request, Caller caller) {
    Prepared prepared = co_await prepare(door, std::move(request), std::move(caller));
    if (auto* refused = std::get_if<http::Response>(&prepared)) co_return std::move(*refused);
    const hub::Flattr& command = std::get<hub::Flattr>(prepared);
    const money::Amount nothing = money::Amount::zero(door->hub.rules().currency);
    const hub::FlattrReceipt receipt{"", {}, false, nothing, nothing, 0};
    co_return json_response(200, receipt_json(command, receipt));
}

}  // namespace obolus::api
