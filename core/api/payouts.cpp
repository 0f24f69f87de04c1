#include "api/fields.hpp"
#include "api/paging.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/payout.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
constexpr std::size_t rail_bytes_max = 64;
constexpr std::size_t destination_bytes_max = 256;

json::object body_of(const hub::PayoutView& payout) {
    return {{"id", payout.id},
            {"amount", to_json(payout.amount)},
            {"rail", payout.rail},
            {"destination", payout.destination},
            {"state", hub::to_string(payout.state)},
            {"reference", payout.reference},
            {"reason", payout.reason},
            {"attempts", payout.attempts},
            {"at", base::to_rfc3339(payout.at)}};
}
}  // namespace

Awaitable<http::Response> list_payouts(DoorPtr door, http::Request request, Caller caller) {
    Fields query = Fields::of_query(request);
    const Page page = page_of(query, "payouts");
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    const hub::ListPayouts question{caller.member, page.before, page.limit + 1};
    Result<std::vector<hub::PayoutView>> found = co_await ask(door->hub, &hub::list_payouts, question);
    if (!found) co_return problem_response(found.error());
    std::vector<hub::PayoutView>& payouts = found.value();
    const std::int64_t next = cut_page(payouts, page, &hub::PayoutView::number);
    json::array list;
    for (const hub::PayoutView& payout : payouts)
        list.push_back(body_of(payout));
    co_return page_response(request, "payouts", {{"payouts", std::move(list)}}, next);
}

Awaitable<http::Response> add_payout(DoorPtr door, http::Request request, Caller caller) {
    Result<std::string> key = idempotency_key_of(request);
    if (!key) co_return problem_response(key.error());
    Result<Fields> read = Fields::read(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value();
    const money::Currency currency = door->hub.rules().currency;
    std::string rail = fields.text("rail", rail_bytes_max);
    std::string destination = fields.text("destination", destination_bytes_max);
    const money::Amount amount = fields.amount("amount", currency, currency.minor_digits());
    fields.currency("currency", currency);
    const std::vector<Problem> problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);

    hub::ReservePayout command{
        caller.member,         amount, std::move(rail), std::move(destination), caller.session.signed_in_at,
        std::move(key.value())};
    const Result<hub::PayoutView> payout = co_await run(door->hub, &hub::reserve_payout, std::move(command));
    if (!payout) co_return problem_response(payout.error());
    json::object body = body_of(payout.value());
    body["repeated"] = payout.value().repeated;
    co_return json_response(payout.value().repeated ? 200 : 201, body);
}

}  // namespace obolus::api
