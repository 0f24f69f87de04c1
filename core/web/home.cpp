#include "hub/refusals.hpp"
#include "web/assets.hpp"
#include "web/format.hpp"
#include "web/page.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
Page home_page(const Door& door, const Visitor& visitor) {
    const money::Currency currency = door.hub.rules().currency;
    constexpr std::int64_t one_micro = 1'000'000;
    View view;
    view.text("monthly", std::string(currency.code()) + " 1")
        .text("tenth", spoken(money::Amount::from_micro(one_micro / 10, currency).value()))
        .flag("signed_in", visitor.signed_in())
        .flag("member", visitor.is_member())
        .text("days", std::to_string(door.hub.rules().escrow_ttl.count()))
        .list("providers", provider_views(door));
    return {"home", "Thank anyone, with money", std::move(view)};
}

http::Response static_response(std::string_view file, std::string content_type) {
    http::Response response =
        http::text_response(200, std::move(content_type), std::string(asset("static/" + std::string(file))));
    response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    return response;
}
}  // namespace

Awaitable<http::Response> show_home(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    co_return show(*door, visitor.value(), home_page(*door, visitor.value()));
}

Awaitable<http::Response> show_problem(DoorPtr door, http::Request request) {
    const std::string name(request.parameter("name"));
    const Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const hub::RefusalRow* row = hub::find_refusal(name);
    if (row == nullptr) co_return show_refusal(*door, visitor.value(), hub::RequestRefusal::page_unknown);
    View view;
    view.text("title", std::string(row->title))
        .text("why", std::string(row->why))
        .text("next", std::string(row->next))
        .text("next_url", std::string(row->next_url))
        .text("name", std::string(row->name));
    co_return show(*door, visitor.value(), {"error", std::string(row->title), std::move(view)});
}

Awaitable<http::Response> show_static(DoorPtr door, http::Request request) {
    const std::string_view file = request.parameter("file");
    if (file == "obolus.css") co_return static_response(file, "text/css; charset=utf-8");
    if (file == "coin.svg") co_return static_response(file, "image/svg+xml");
    co_return show_refusal(*door, {}, hub::RequestRefusal::page_unknown);
}

}  // namespace obolus::web
