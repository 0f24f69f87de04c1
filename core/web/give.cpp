// Somebody who was looked up, and the two ways of giving to them: a flattr, or an amount at once. Other sites may link
// here: /give?to=@ada.
#include "web/give.hpp"

#include "base/crypto.hpp"
#include "hub/balances.hpp"
#include "hub/flattr.hpp"
#include "hub/gift.hpp"
#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
constexpr std::size_t to_bytes_max = 2048;

/// What a page may say of somebody who may know nothing of this hub: what the giver has typed, never a name (rule 25).
View found_view(const Door& door, const oauth::Resolved& found) {
    identity::ExternalIdentity nameless = found.owner;
    nameless.name.clear();
    View view = identity_view(door, nameless);
    add_thing(view, found.thing_title, found.thing_url, found.thing_key);
    view.flag("by_handle", identity::is_by_handle(found.owner.key))
        .text("wait_days", std::to_string(door.hub.rules().by_handle_wait.count()));
    return view;
}

Page give_page(const Door& door, const Wanted& wanted, const std::optional<oauth::Resolved>& found,
               const hub::Balances& me) {
    const money::Currency currency = door.hub.rules().currency;
    View view;
    view.text("to", wanted.to)
        .text("provider_name", wanted.provider)
        .text("currency", std::string(currency.code()))
        .text("wallet", figure(me.wallet))
        .flag("empty_wallet", me.wallet.is_zero())
        .flag("test_rail", door.hub.rules().test_rail)
        .text("plan", me.plan.is_zero() ? "" : figure(me.plan))
        .text("days", std::to_string(door.hub.rules().escrow_ttl.count()))
        .text("gift_key", base::random_token())
        .list("providers", provider_views(door))
        .flag("choose_provider", door.platforms.providers().size() > 1);
    if (found) view.one("found", found_view(door, *found));
    return {"give", found ? "Give for " + title_of(*found) : "Give to somebody", std::move(view)};
}

Awaitable<http::Response> show_give_page(DoorPtr door, Visitor visitor, Wanted wanted,
                                         std::optional<oauth::Resolved> found, std::optional<RefusedForm> refused) {
    hub::ShowBalances question{visitor.session->member};
    const Result<hub::Balances> me = co_await ask(door->hub, &hub::balances, std::move(question));
    if (!me) co_return show_refusal(*door, visitor, me.error());
    co_return show_again(*door, visitor, give_page(*door, wanted, found, me.value()), refused);
}

Flash flash_of(const oauth::Resolved& found, const hub::GiftReceipt& receipt) {
    const std::string amount = spoken(receipt.amount);
    if (receipt.received) return {Message::gift_received, {amount, title_of(found)}};
    return {Message::gift_waits, {amount, title_of(found), day(receipt.expires_at)}};
}
}  // namespace

Wanted wanted_of(const http::Fields& fields) { return {field(fields, "to"), field(fields, "provider")}; }

std::string title_of(const oauth::Resolved& found) {
    return found.thing_title.empty() ? display_name(found.owner) : found.thing_title;
}

Awaitable<Result<oauth::Resolved>> find_wanted(DoorPtr door, Wanted wanted) {
    if (wanted.to.empty()) co_return hub::RequestRefusal::field_empty;
    if (wanted.to.size() > to_bytes_max) co_return hub::RequestRefusal::field_too_long;
    Result<oauth::Resolved> found = co_await door->platforms.resolve(wanted.to, wanted.provider);
    co_return found;
}

Awaitable<http::Response> show_give(DoorPtr door, http::Request request) {
    const Wanted wanted = wanted_of(request.query);
    Entry entry = co_await enter(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    if (wanted.to.empty()) co_return co_await show_give_page(door, entry.visitor, wanted, std::nullopt, std::nullopt);
    const Result<oauth::Resolved> found = co_await find_wanted(door, wanted);
    if (found) co_return co_await show_give_page(door, entry.visitor, wanted, found.value(), std::nullopt);
    const RefusedForm refused{"find", {}, found.error()};
    co_return co_await show_give_page(door, entry.visitor, wanted, std::nullopt, refused);
}

/// From the overview's form: the same as a link to /give, so that reloading and going back work.
Awaitable<http::Response> find_recipient(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const Wanted wanted = wanted_of(entry.form);
    http::Fields query{{"to", wanted.to}};
    if (!wanted.provider.empty()) query.emplace_back("provider", wanted.provider);
    co_return http::redirect_response("/give?" + http::encode_form(query));
}

Awaitable<http::Response> add_gift(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const Wanted wanted = wanted_of(entry.form);
    RefusedForm refused{
        "gift", {{"amount", field(entry.form, "amount")}, {"show", field(entry.form, "show_name")}}, {}};
    const Result<oauth::Resolved> found = co_await find_wanted(door, wanted);
    if (!found) {
        refused.error = found.error();
        co_return co_await show_give_page(door, entry.visitor, wanted, std::nullopt, refused);
    }
    const Result<money::Amount> amount = money::Amount::parse(field(entry.form, "amount"), door->hub.rules().currency);
    if (!amount) {
        refused.error = amount.error();
        co_return co_await show_give_page(door, entry.visitor, wanted, found.value(), refused);
    }
    hub::Gift command{entry.visitor.session->member,
                      found.value().owner,
                      {found.value().thing_key, found.value().thing_url, found.value().thing_title},
                      amount.value(),
                      !field(entry.form, "show_name").empty(),
                      field(entry.form, "key")};
    const Result<hub::GiftReceipt> receipt = co_await run(door->hub, &hub::gift, std::move(command));
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_give_page(door, entry.visitor, wanted, found.value(), refused);
    }
    co_return go_to(*door, "/me/gifts", flash_of(found.value(), receipt.value()));
}

}  // namespace obolus::web
