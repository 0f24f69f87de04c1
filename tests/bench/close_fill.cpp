#include <stdexcept>

#include "close_month.hpp"
#include "hub/hub.hpp"
#include "store/flattr_batch.hpp"
#include "store/ledger_rows.hpp"
#include "store/migrate.hpp"

namespace obolus::bench {

namespace {

constexpr std::int64_t givers_at_once = 1'000;
constexpr std::int64_t rows_at_once = 500;
const base::Time november = std::chrono::sys_days{std::chrono::year{2026} / 11 / 15};

/// INSERT INTO `into` VALUES (...), (...), ...: row(i) for each of first..last.
template <class Row>
void insert(store::Connection& connection, const std::string& into, std::int64_t first, std::int64_t last, Row row) {
    for (std::int64_t at = first; at <= last; at += rows_at_once) {
        std::string sql = "INSERT INTO " + into + " VALUES ";
        for (std::int64_t i = at; i <= std::min(last, at + rows_at_once - 1); ++i)
            sql += (i == at ? "(" : ", (") + row(i) + ")";
        connection.execute(sql);
    }
}

std::string number(std::int64_t value) { return std::to_string(value); }

void fill_people(store::Transaction& transaction, const Community& community) {
    store::Connection& connection = transaction.connection();
    const std::int64_t givers = community.givers();
    const std::int64_t recipients = community.recipients();
    const std::int64_t members = givers + recipients / 10;
    insert(connection, "members (id, created_at, plan_micro)", 1, members,
           [](std::int64_t i) { return number(i) + ", 1, " + number(budget_micro); });
    insert(connection,
           "identities (id, provider, instance, subject, handle, name, avatar_url, profile_url, kind, seen_at)", 1,
           recipients + givers,
           [](std::int64_t i) { return number(i) + ", 'bench', '', '" + number(i) + "', '', '', '', '', '', 1"; });
    insert(connection, "things (id, key, url, title)", 1, recipients,
           [](std::int64_t i) { return number(i) + ", 'bench:" + number(i) + "', '', ''"; });
    insert(connection, "links (identity, member, linked_at)", 1, givers,
           [&](std::int64_t i) { return number(recipients + i) + ", " + number(i) + ", 1"; });
    insert(connection, "links (identity, member, linked_at)", 1, recipients / 10,
           [&](std::int64_t i) { return number(10 * i) + ", " + number(givers + i) + ", 1"; });
    insert(connection, "idempotency (scope, key, body, answer)", 1, givers,
           [](std::int64_t i) { return "'top_up/" + number(i) + "', 'bench', '', ''"; });
    transaction.head().next_member = members + 1;
    transaction.head().next_identity = recipients + givers + 1;
    transaction.head().next_thing = recipients + 1;
    transaction.head().month = {month_index};
}

/// Money, and what was flattred with it.
void fill_givers(store::Transaction& transaction, const Community& community, std::int64_t first, std::int64_t last) {
    const base::Month month{month_index};
    const money::Currency currency = money::euro();
    ledger::Book book = store::open_book(transaction);
    store::load(transaction, book, ledger::rail_clearing_of(1, currency));
    std::vector<ledger::Posting> postings;
    std::vector<store::GiverMonth> givers;
    std::vector<store::NewFlattr> flattrs;
    for (std::int64_t giver = first; giver <= last; ++giver) {
        const ledger::AccountKey wallet = ledger::wallet_of({giver}, currency);
        postings.push_back({ledger::TransferKind::top_up, ledger::rail_clearing_of(1, currency), wallet, wallet_micro});
        postings.push_back(
            {ledger::TransferKind::budget_reserve, wallet, ledger::budget_of({giver}, month, currency), budget_micro});
        const auto wanted = community.flattrs_of(giver);
        givers.push_back({{giver}, budget_micro, std::ssize(wanted), false});
        for (const std::int64_t identity : wanted)
            flattrs.push_back({{giver}, {{identity}, {identity}, november}});
    }
    if (!book.post(transaction.now(), postings)) throw std::runtime_error("the givers' money could not be posted");
    store::save(transaction, book);
    store::list_givers(transaction, month, givers);
    store::add_flattrs(transaction, month, flattrs);
}

}  // namespace

void fill(const std::string& database, const Community& community) {
    std::string problem;
    if (!store::migrate(database, problem)) throw std::runtime_error(problem);
    store::Connection connection(database, store::Access::read_write);
    {
        store::Transaction transaction(connection, november);
        fill_people(transaction, community);
        transaction.commit();
    }
    for (std::int64_t first = 1; first <= community.givers(); first += givers_at_once) {
        store::Transaction transaction(connection, november);
        fill_givers(transaction, community, first, std::min(community.givers(), first + givers_at_once - 1));
        transaction.commit();
    }
}

}  // namespace obolus::bench
