#include "hub/gift.hpp"
#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
constexpr std::size_t gifts_on_a_page = 50;

View gift_view(const Door& door, const hub::GiftView& gift) {
    View view;
    add_thing(view, gift.thing_title, gift.thing_url, gift.thing_key);
    view.one("who", identity_view(door, gift.recipient))
        .text("id", gift.id)
        .text("receipt", receipt_path(gift.id))
        .text("amount", figure(gift.amount))
        .text("state", std::string(given_state(gift.state)))
        .text("state_name", gift.state)
        .flag("recallable", gift.state == "waiting")
        .flag("by_handle", identity::is_by_handle(gift.recipient.key))
        .flag("show_name", gift.show_name)
        .text("day", day(gift.at))
        .text("date", base::to_date(gift.at))
        .text("until", gift.state == "waiting" ? day(gift.expires_at) : "")
        .text("until_date", base::to_date(gift.expires_at));
    return view;
}

/// `gifts` may be one more than a page shows: then there is an earlier page.
Page gifts_page(const Door& door, std::vector<hub::GiftView> gifts, bool is_latest) {
    const bool more = gifts.size() > gifts_on_a_page;
    if (more) gifts.resize(gifts_on_a_page);
    View view;
    view.list("gifts", views_of(gifts, [&](const hub::GiftView& gift) { return gift_view(door, gift); }))
        .text("wait_days", std::to_string(door.hub.rules().by_handle_wait.count()));
    add_pages(view, more ? "/me/gifts?before=" + std::to_string(gifts.back().seq) : "", is_latest ? "" : "/me/gifts");
    return {"gifts", "Your gifts", std::move(view)};
}
}  // namespace

Awaitable<http::Response> show_gifts(DoorPtr door, http::Request request) {
    const Result<std::int64_t> before = before_of(request);
    Entry entry = co_await enter(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    if (!before) co_return show_refusal(*door, entry.visitor, before.error());
    const hub::ListGifts question{entry.visitor.session->member, before.value(), gifts_on_a_page + 1};
    const Result<std::vector<hub::GiftView>> gifts = co_await ask(door->hub, &hub::list_gifts, question);
    if (!gifts) co_return show_refusal(*door, entry.visitor, gifts.error());
    co_return show(*door, entry.visitor, gifts_page(*door, gifts.value(), before.value() == 0));
}

Awaitable<http::Response> recall_gift(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::RecallGift command{entry.visitor.session->member, field(entry.form, "id")};
    const Result<hub::RecallReceipt> receipt = co_await run(door->hub, &hub::recall_gift, std::move(command));
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error());
    const Flash flash{Message::gift_recalled, std::vector<std::string>(1, spoken(receipt.value().returned))};
    co_return go_to(*door, "/me/gifts", flash);
}

}  // namespace obolus::web
