#include "api/fields.hpp"
#include "api/list_page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/gift.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
constexpr std::size_t to_bytes_max = 2048;
constexpr std::size_t provider_bytes_max = 64;

json::object body_of(const hub::GiftView& gift) {
    return {{"id", gift.id},
            {"recipient", to_json(gift.recipient)},
            {"thing", thing_json(gift.thing_key, gift.thing_url, gift.thing_title)},
            {"amount", to_json(gift.amount)},
            {"state", gift.state},
            {"show_name", gift.show_name},
            {"at", base::to_rfc3339(gift.at)},
            {"expires_at", time_or_null(gift.expires_at)}};
}

json::object body_of(const hub::Gift& gift, const hub::GiftReceipt& receipt) {
    return {{"id", receipt.id},
            {"recipient", to_json(gift.recipient)},
            {"thing", thing_json(gift.thing.key, gift.thing.url, gift.thing.title)},
            {"amount", to_json(receipt.amount)},
            {"state", receipt.received ? "received" : "waiting"},
            {"show_name", gift.show_name},
            {"claimable_from", time_or_null(receipt.claimable_from)},
            {"expires_at", time_or_null(receipt.expires_at)},
            {"wallet", to_json(receipt.wallet)},
            {"repeated", receipt.repeated}};
}
}  // namespace

Awaitable<http::Response> list_gifts(DoorPtr door, http::Request request, Caller caller) {
    const MembersList<hub::ListGifts, hub::GiftView> list{"gifts", &hub::list_gifts, &hub::GiftView::seq, &body_of};
    return list_page(std::move(door), std::move(request), std::move(caller), list);
}

Awaitable<http::Response> add_gift(DoorPtr door, http::Request request, Caller caller) {
    Result<KeyedFields> read = read_keyed(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value().fields;
    const money::Currency currency = door->hub.rules().currency;
    constexpr int decimals_max = 6;
    std::string to = fields.text("to", to_bytes_max);
    std::string provider = fields.optional_text("provider", provider_bytes_max);
    const money::Amount amount = fields.amount("amount", currency, decimals_max);
    fields.currency("currency", currency);
    const bool show_name = fields.flag("show_name");
    const std::vector<Problem> problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);

    Result<oauth::Resolved> found = co_await door->platforms.resolve(std::move(to), std::move(provider));
    if (!found) co_return problem_response(found.error(), "to");
    oauth::Resolved& resolved = found.value();
    const hub::Gift gift{
        caller.member,
        std::move(resolved.owner),
        {std::move(resolved.thing_key), std::move(resolved.thing_url), std::move(resolved.thing_title)},
        amount,
        show_name,
        std::move(read.value().key)};
    hub::Gift command = gift;
    const Result<hub::GiftReceipt> receipt = co_await run(door->hub, &hub::gift, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(receipt.value().repeated ? 200 : 201, body_of(gift, receipt.value()));
}

Awaitable<http::Response> recall_gift(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::RecallGift command{caller.member, full_id(*door, "t", request.parameter("id"))};
    const Result<hub::RecallReceipt> receipt = co_await run(door->hub, &hub::recall_gift, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(
        200, {{"returned", to_json(receipt.value().returned)}, {"wallet", to_json(receipt.value().wallet)}});
}

}  // namespace obolus::api
