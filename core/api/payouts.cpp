#include "api/fields.hpp"
#include "api/list_page.hpp"
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
    const MembersList<hub::ListPayouts, hub::PayoutView> list{"payouts", &hub::list_payouts, &hub::PayoutView::number,
                                                              &body_of};
    return list_page(std::move(door), std::move(request), std::move(caller), list);
}

Awaitable<http::Response> add_payout(DoorPtr door, http::Request request, Caller caller) {
    Result<KeyedFields> read = read_keyed(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value().fields;
    const money::Currency currency = door->hub.rules().currency;
    std::string rail = fields.text("rail", rail_bytes_max);
    std::string destination = fields.text("destination", destination_bytes_max);
    const money::Amount amount = fields.amount("amount", currency, currency.minor_digits());
    fields.currency("currency", currency);
    const std::vector<Problem> problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);

    hub::ReservePayout command{caller.member,
                               amount,
                               std::move(rail),
                               std::move(destination),
                               caller.session.signed_in_at,
                               std::move(read.value().key)};
    const Result<hub::PayoutView> payout = co_await run(door->hub, &hub::reserve_payout, std::move(command));
    if (!payout) co_return problem_response(payout.error());
    json::object body = body_of(payout.value());
    body["repeated"] = payout.value().repeated;
    co_return json_response(payout.value().repeated ? 200 : 201, body);
}

}  // namespace obolus::api
