#include "hub/claim.hpp"

#include "hub/refusals.hpp"
#include "web/format.hpp"
#include "web/page.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
View thing_view(const hub::WaitingThing& thing) {
    View view;
    view.text("title", thing.title)
        .text("url", link_or_nothing(thing.url))
        .text("amount", figure(thing.amount))
        .text("people", people(thing.givers));
    return view;
}

Page claim_page(const Door& door, const hub::ClaimPreview& claim) {
    std::vector<View> things;
    for (const hub::WaitingThing& thing : claim.things)
        things.push_back(thing_view(thing));
    std::vector<View> identities;
    for (const identity::ExternalIdentity& identity : claim.identities)
        identities.push_back(identity_view(door, identity));
    const bool waits = !claim.waiting.is_zero();
    const bool own = !claim.own.is_zero();
    View view;
    view.one("who", identity_view(door, claim.identities.front()))
        .list("identities", std::move(identities))
        .flag("anything", waits || own)
        .flag("waits", waits)
        .text("waiting", spoken(claim.waiting))
        .text("total", figure(claim.waiting))
        .text("people", people(claim.givers))
        .text("own", own ? spoken(claim.own) : "")
        .list("things", std::move(things))
        .flag("member", static_cast<bool>(claim.member))
        .flag("test_rail", door.hub.rules().test_rail)
        .text("flattrs_waiting", claim.flattrs_waiting > 0 ? counted(claim.flattrs_waiting, "flattr", "flattrs") : "");
    if (claim.until) view.text("until", day(*claim.until)).text("until_date", base::to_date(*claim.until));
    const std::string title = waits ? "Waiting for you: " + spoken(claim.waiting) : "What waits for you";
    return {"claim", title, std::move(view)};
}

Flash flash_of(const hub::ClaimReceipt& receipt) {
    if (receipt.released.is_zero()) return {Message::claim_linked, {}};
    return {Message::claim_accepted, {spoken(receipt.released)}};
}

Flash flash_of(const hub::DeclineReceipt& receipt) {
    return {Message::claim_declined, {spoken(receipt.returned), people(receipt.givers)}};
}
}  // namespace

Awaitable<http::Response> show_claim(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    if (!visitor.value().signed_in()) co_return http::redirect_response("/sign-in?to=/claim");
    hub::PreviewClaim question{visitor.value().token};
    const Result<hub::ClaimPreview> preview = co_await ask(door->hub, &hub::preview_claim, std::move(question));
    if (!preview) co_return show_refusal(*door, visitor.value(), preview.error());
    co_return show(*door, visitor.value(), claim_page(*door, preview.value()));
}

Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const Result<http::Fields> form = read_session_form(*door, request, visitor.value());
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());
    hub::AcceptClaim command{visitor.value().token};
    const Result<hub::ClaimReceipt> receipt = co_await run(door->hub, &hub::accept_claim, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return show_refusal(*door, visitor.value(), receipt.error());
    co_return go_to(*door, "/me", flash_of(receipt.value()));
}

Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const Result<http::Fields> form = read_session_form(*door, request, visitor.value());
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());
    hub::DeclineClaim command{visitor.value().token};
    const Result<hub::DeclineReceipt> receipt = co_await run(door->hub, &hub::decline_claim, std::move(command));
    if (!receipt) co_return show_refusal(*door, visitor.value(), receipt.error());
    co_return go_to(*door, "/claim", flash_of(receipt.value()));
}

}  // namespace obolus::web
