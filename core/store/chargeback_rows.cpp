#include "store/chargeback_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

std::vector<OpenBudget> open_budgets(Connection& connection, base::MemberId member, money::Currency currency) {
    std::vector<OpenBudget> budgets;
    query<Int, Int>(
        connection,
        "SELECT month, credits_posted - debits_posted - debits_pending FROM accounts WHERE kind = :kind AND owner = "
        ":owner AND currency = :currency AND credits_posted > debits_posted + debits_pending ORDER BY month DESC",
        [&](Int month, Int amount) {
            budgets.push_back({{static_cast<std::int32_t>(month)}, amount});
        },
        static_cast<Int>(ledger::AccountKind::budget), member.value, std::string(currency.code()));
    return budgets;
}

bool is_closing_a_month(Connection& connection) {
    bool closing = false;
    query<Int>(connection, "SELECT month FROM months WHERE phase IN (2, 3) ORDER BY month LIMIT 1",
               [&](Int) { closing = true; });
    return closing;
}

std::vector<Arrival> waiting_from(Connection& connection, base::MemberId giver) {
    std::vector<Arrival> arrivals;
    query<Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT a.seq, a.n, a.identity, a.month, a.amount_micro, a.expires_at FROM month_closes c "
        "JOIN flattrs f ON f.month = c.month AND f.giver = c.giver AND f.state = 1 "
        "JOIN arrivals a ON a.identity = f.identity AND a.month = f.month AND a.state = 1 "
        "JOIN transfers t ON t.seq = a.seq AND t.n = a.n AND t.kind = 5 "
        "WHERE c.giver = :giver AND c.outcome = 1 "
        "UNION SELECT a.seq, a.n, a.identity, a.month, a.amount_micro, a.expires_at FROM accounts w "
        "JOIN account_history h ON h.account = w.id JOIN gifts g ON g.seq = h.seq AND g.n = h.n AND g.giver = w.owner "
        "JOIN arrivals a ON a.seq = g.seq AND a.n = g.n AND a.state = 1 "
        "WHERE w.kind = :wallet AND w.owner = :gift_giver AND w.month = 0 "
        "UNION SELECT a.seq, a.n, a.identity, a.month, a.amount_micro, a.expires_at FROM log_head l "
        "JOIN gifts g ON g.seq > l.history_seq JOIN arrivals a ON a.seq = g.seq AND a.n = g.n AND a.state = 1 "
        "WHERE l.id = 1 AND g.giver = :late_giver "
        "UNION SELECT a.seq, a.n, a.identity, a.month, a.amount_micro, a.expires_at FROM members m "
        "JOIN arrivals a ON a.identity = m.home_identity AND a.state = 1 WHERE m.id = :member AND m.home_identity <> 0 "
        "ORDER BY 1 DESC, 2 DESC",
        [&](Int seq, Int n, Int identity, Int month, Int amount, Int expires_at) {
            Arrival arrival;
            arrival.seq = seq;
            arrival.n = static_cast<std::int32_t>(n);
            arrival.identity = {identity};
            arrival.month = {static_cast<std::int32_t>(month)};
            arrival.amount_micro = amount;
            arrival.expires_at = base::from_micros(expires_at);
            arrivals.push_back(arrival);
        },
        giver.value, static_cast<Int>(ledger::AccountKind::wallet), giver.value, giver.value, giver.value);
    return arrivals;
}

void note_returned(Transaction& transaction, const Arrival& arrival, std::int64_t returned_micro,
                   std::int64_t fee_micro) {
    run(transaction.connection(),
        "UPDATE arrivals SET returned_micro = returned_micro + :returned, fee_micro = :fee WHERE seq = :seq AND n = :n "
        "AND state = 1",
        returned_micro, fee_micro, arrival.seq, arrival.n);
}

}  // namespace obolus::store
