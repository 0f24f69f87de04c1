#include "hub/claim.hpp"

#include <algorithm>

#include "hub/dashboard.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
constexpr const char* this_page = "/claim";

/// "Ada Byron and 2 people": those who show their name, then the others (rule 25).
std::string givers_of(const hub::WaitingThing& thing) {
    if (thing.names.empty()) return people(thing.givers);
    std::string text;
    for (const std::string& name : thing.names)
        text += (text.empty() ? "" : ", ") + name;
    const std::int64_t others = thing.givers - static_cast<std::int64_t>(thing.names.size());
    return others > 0 ? text + " and " + people(others) : text;
}

View thing_view(const hub::WaitingThing& thing) {
    View view;
    view.text("title", thing.title)
        .text("url", link_or_nothing(thing.url))
        .text("amount", figure(thing.amount))
        .text("people", givers_of(thing));
    return view;
}

View by_handle_view(const Door& door, const hub::WaitingByHandle& waiting) {
    View view = identity_view(door, waiting.identity);
    view.text("amount", figure(waiting.amount))
        .text("from", day(waiting.claimable_from))
        .text("from_date", base::to_date(waiting.claimable_from));
    return view;
}

/// The identities of the session that aren't linked to its member yet: accepting links them.
std::vector<identity::ExternalIdentity> to_link(const hub::ClaimPreview& claim, const hub::Dashboard& me) {
    std::vector<identity::ExternalIdentity> fresh;
    for (const identity::ExternalIdentity& identity : claim.identities)
        if (std::none_of(me.identities.begin(), me.identities.end(),
                         [&](const auto& linked) { return linked.key == identity.key; }))
            fresh.push_back(identity);
    return fresh;
}

std::string title_of(const hub::ClaimPreview& claim, bool linking) {
    if (!claim.waiting.is_zero()) return "Waiting for you: " + spoken(claim.waiting);
    return linking ? "Link this account" : "What waits for you";
}

Page claim_page(const Door& door, const Visitor& visitor, const hub::ClaimPreview& claim,
                const std::vector<identity::ExternalIdentity>& fresh) {
    const auto identity = [&](const identity::ExternalIdentity& i) { return identity_view(door, i); };
    const bool waits = !claim.waiting.is_zero();
    const bool own = !claim.own.is_zero();
    const bool linking = static_cast<bool>(claim.member) && !fresh.empty();
    View view;
    view.one("who", identity(linking ? fresh.front() : claim.identities.front()))
        .list("fresh", views_of(fresh, identity))
        .flag("linking", linking)
        .flag("anything", waits || own || linking)
        .list("by_handle", views_of(claim.by_handle, [&](const auto& w) { return by_handle_view(door, w); }))
        .flag("has_by_handle", !claim.by_handle.empty())
        .flag("waits", waits)
        .text("waiting", spoken(claim.waiting))
        .text("total", figure(claim.waiting))
        .text("people", people(claim.givers))
        .text("own", own ? spoken(claim.own) : "")
        .list("things", views_of(claim.things, thing_view))
        .flag("member", static_cast<bool>(claim.member))
        .flag("opted_out", visitor.session->opted_out)
        .flag("test_rail", door.hub.rules().test_rail)
        .list("providers", provider_views(door))
        .text("prove_to", this_page)
        .text("flattrs_waiting", claim.flattrs_waiting > 0 ? counted(claim.flattrs_waiting, "flattr", "flattrs") : "");
    if (claim.until) view.text("until", day(*claim.until)).text("until_date", base::to_date(*claim.until));
    return {"claim", title_of(claim, linking), std::move(view)};
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
    Entry entry = co_await enter(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::PreviewClaim question{entry.visitor.token};
    const Result<hub::ClaimPreview> preview = co_await ask(door->hub, &hub::preview_claim, std::move(question));
    if (!preview) co_return show_refusal(*door, entry.visitor, preview.error());
    std::vector<identity::ExternalIdentity> fresh = preview.value().identities;
    if (preview.value().member) {
        hub::ShowDashboard about{preview.value().member};
        const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, std::move(about));
        if (!me) co_return show_refusal(*door, entry.visitor, me.error());
        fresh = to_link(preview.value(), me.value());
    }
    co_return show(*door, entry.visitor, claim_page(*door, entry.visitor, preview.value(), fresh));
}

Awaitable<http::Response> accept_claim(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::AcceptClaim command{entry.visitor.token};
    const Result<hub::ClaimReceipt> receipt = co_await run(door->hub, &hub::accept_claim, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error(), this_page);
    co_return go_to(*door, "/me", flash_of(receipt.value()));
}

Awaitable<http::Response> decline_claim(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::DeclineClaim command{entry.visitor.token};
    const Result<hub::DeclineReceipt> receipt = co_await run(door->hub, &hub::decline_claim, std::move(command));
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error());
    co_return go_to(*door, this_page, flash_of(receipt.value()));
}

}  // namespace obolus::web
