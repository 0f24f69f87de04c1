#include "hub/statement.hpp"

#include "api/fields.hpp"
#include "api/paging.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
constexpr std::size_t account_bytes_max = 16;

json::object body_of(const hub::StatementEntry& entry) {
    return {{"id", entry.id},
            {"at", base::to_rfc3339(entry.at)},
            {"kind", entry.kind},
            {"direction", entry.in ? "in" : "out"},
            {"amount", to_json(entry.amount)},
            {"balance", to_json(entry.balance)}};
}
}  // namespace

Awaitable<http::Response> show_statement(DoorPtr door, http::Request request, Caller caller) {
    Fields query = Fields::of_query(request);
    const std::string account = query.text("account", account_bytes_max);
    if (!account.empty() && account != "wallet" && account != "revenue")
        query.refuse("account", hub::RequestRefusal::choice_unknown);
    // A cursor of one account's statement is no page of the other's.
    const std::string list = "statement." + account;
    const Page page = page_of(query, list);
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    const auto of = account == "wallet" ? hub::StatementOf::wallet : hub::StatementOf::revenue;
    const hub::ShowStatement question{caller.member, of, page.before, page.limit};
    const Result<hub::Statement> statement = co_await ask(door->hub, &hub::statement, question);
    if (!statement) co_return problem_response(statement.error());
    json::array entries;
    for (const hub::StatementEntry& entry : statement.value().entries)
        entries.push_back(body_of(entry));
    co_return page_response(request, list, {{"account", account}, {"entries", std::move(entries)}},
                            statement.value().next_before_seq);
}

}  // namespace obolus::api
