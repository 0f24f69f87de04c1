#include "hub/statement.hpp"

#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
View entry_view(const hub::StatementEntry& entry) {
    View view;
    view.text("receipt", receipt_path(entry.id))
        .text("id", entry.id)
        .text("what", std::string(transfer_text(entry.kind)))
        .text("amount", (entry.in ? "+" : "−") + money::to_decimal(entry.amount))
        .flag("in", entry.in)
        .text("balance", money::to_decimal(entry.balance))
        .text("day", day(entry.at))
        .text("date", base::to_date(entry.at));
    return view;
}

Page statement_page(const Door& door, const hub::ShowStatement& question, const hub::Statement& statement) {
    const bool wallet = question.account == hub::StatementOf::wallet;
    const std::string here = wallet ? "/me/wallet" : "/me/revenue";
    const bool more = statement.next_before_seq != 0;
    View view;
    view.flag("wallet", wallet)
        .text("currency", std::string(door.hub.rules().currency.code()))
        .list("entries", views_of(statement.entries, entry_view))
        .flag("any", !statement.entries.empty());
    add_pages(view, more ? here + "?before=" + std::to_string(statement.next_before_seq) : "",
              question.before_seq == 0 ? "" : here);
    return {"statement", wallet ? "Your wallet, entry by entry" : "Received, entry by entry", std::move(view)};
}

Awaitable<http::Response> show_statement(DoorPtr door, http::Request request, hub::StatementOf account) {
    const Result<std::int64_t> before = before_of(request);
    Entry entry = co_await enter(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    if (!before) co_return show_refusal(*door, entry.visitor, before.error());
    const hub::ShowStatement question{entry.visitor.session->member, account, before.value()};
    const Result<hub::Statement> statement = co_await ask(door->hub, &hub::statement, question);
    if (!statement) co_return show_refusal(*door, entry.visitor, statement.error());
    co_return show(*door, entry.visitor, statement_page(*door, question, statement.value()));
}
}  // namespace

Awaitable<http::Response> show_wallet(DoorPtr door, http::Request request) {
    return show_statement(std::move(door), std::move(request), hub::StatementOf::wallet);
}

Awaitable<http::Response> show_revenue(DoorPtr door, http::Request request) {
    return show_statement(std::move(door), std::move(request), hub::StatementOf::revenue);
}

}  // namespace obolus::web
