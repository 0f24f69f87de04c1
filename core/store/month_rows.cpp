#include "store/month_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

namespace {
StoredMonth month_of(Int month, Int cut_seq, Int phase, Int last_giver, Int last_identity, Int first_seq, Int last_seq,
                     Int givers_closed, Int paid, Int divided) {
    return {{static_cast<std::int32_t>(month)},
            cut_seq,
            static_cast<int>(phase),
            {last_giver},
            {last_identity},
            first_seq,
            last_seq,
            givers_closed,
            paid,
            divided};
}
}  // namespace

std::optional<StoredMonth> read_month(Connection& connection, base::Month month) {
    std::optional<StoredMonth> found;
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT month, cut_seq, phase, last_giver, last_identity, first_seq, last_seq, givers_closed, paid, "
        "divided_micro FROM months "
        "WHERE month = :month",
        [&](auto... columns) { found = month_of(columns...); }, month.index);
    return found;
}

std::vector<StoredMonth> all_months(Connection& connection) {
    std::vector<StoredMonth> months;
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT month, cut_seq, phase, last_giver, last_identity, first_seq, last_seq, givers_closed, paid, "
        "divided_micro FROM months "
        "ORDER BY month DESC",
        [&](auto... columns) { months.push_back(month_of(columns...)); });
    return months;
}

void add_month(Transaction& transaction, const StoredMonth& m) {
    run(transaction.connection(),
        "INSERT INTO months (month, cut_seq, phase, last_giver, last_identity, first_seq, last_seq, givers_closed, "
        "paid, divided_micro) "
        "VALUES (:month, :cut_seq, :phase, :giver, :identity, :first, :last, :closed, :paid, :divided)",
        m.month.index, m.cut_seq, m.phase, m.last_giver.value, m.last_identity.value, m.first_seq, m.last_seq,
        m.givers_closed, m.paid, m.divided_micro);
}

void update_month(Transaction& transaction, const StoredMonth& m) {
    run(transaction.connection(),
        "UPDATE months SET phase = :phase, last_giver = :giver, last_identity = :identity, first_seq = :first, "
        "last_seq = :last, "
        "givers_closed = :closed, paid = :paid, divided_micro = :divided WHERE month = :month",
        m.phase, m.last_giver.value, m.last_identity.value, m.first_seq, m.last_seq, m.givers_closed, m.paid,
        m.divided_micro, m.month.index);
}

MonthCounts count_month(Connection& connection, base::Month month) {
    MonthCounts counts;
    query<Int, Int>(
        connection, "SELECT COUNT(*), COALESCE(SUM(flattrs), 0) FROM giver_months WHERE month = :month AND flattrs > 0",
        [&](Int givers, Int flattrs) {
            counts.givers = givers;
            counts.flattrs = flattrs;
        },
        month.index);
    query<Int>(
        connection,
        "SELECT COALESCE(SUM(a.credits_posted - a.debits_posted), 0) FROM giver_months g JOIN accounts a "
        "ON a.kind = 4 AND a.owner = g.giver AND a.month = g.month WHERE g.month = :month",
        [&](Int reserved) { counts.reserved_micro = reserved; }, month.index);
    query<Int>(
        connection, "SELECT COUNT(*) FROM month_recipients WHERE month = :month",
        [&](Int found) { counts.recipients = found; }, month.index);
    return counts;
}

std::vector<base::MemberId> givers_after(Connection& connection, base::Month month, base::MemberId after,
                                         std::int64_t count_max) {
    std::vector<base::MemberId> givers;
    query<Int>(
        connection, "SELECT giver FROM giver_months WHERE month = :month AND giver > :after ORDER BY giver LIMIT :most",
        [&](Int giver) { givers.push_back({giver}); }, month.index, after.value, count_max);
    return givers;
}

void add_close(Transaction& transaction, base::Month month, money::Currency currency, const StoredClose& c) {
    run(transaction.connection(),
        "INSERT INTO month_closes (month, giver, currency, outcome, flattrs, dropped, amount_micro, seq, n) "
        "VALUES (:month, :giver, :currency, :outcome, :flattrs, :dropped, :amount, :seq, :n)",
        month.index, c.giver.value, std::string(currency.code()), static_cast<Int>(c.outcome), c.flattrs, c.dropped,
        c.amount_micro, c.seq, c.n);
}

std::vector<std::pair<base::Month, StoredClose>> closes_of(Connection& connection, base::MemberId giver,
                                                           std::int64_t count_max) {
    std::vector<std::pair<base::Month, StoredClose>> closes;
    query<Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT month, outcome, flattrs, dropped, amount_micro, seq, n FROM month_closes WHERE giver = :giver ORDER BY "
        "month DESC LIMIT :most",
        [&](Int month, Int outcome, Int flattrs, Int dropped, Int amount, Int seq, Int n) {
            closes.push_back({{static_cast<std::int32_t>(month)},
                              {giver, static_cast<giving::Outcome>(outcome), flattrs, dropped, amount, seq,
                               static_cast<std::int32_t>(n)}});
        },
        giver.value, count_max);
    return closes;
}

void add_recipient(Transaction& transaction, base::Month month, const MonthRecipient& recipient) {
    run(transaction.connection(),
        "INSERT INTO month_recipients (month, identity, lines, amount_micro, fee_micro) VALUES (:month, :identity, "
        ":lines, :amount, :fee) "
        "ON CONFLICT (month, identity) DO UPDATE SET lines = month_recipients.lines + excluded.lines, "
        "amount_micro = month_recipients.amount_micro + excluded.amount_micro, fee_micro = month_recipients.fee_micro "
        "+ excluded.fee_micro",
        month.index, recipient.identity.value, recipient.lines, recipient.amount_micro, recipient.fee_micro);
}

std::vector<MonthRecipient> recipients_after(Connection& connection, base::Month month, base::IdentityId after,
                                             std::int64_t count_max) {
    std::vector<MonthRecipient> recipients;
    query<Int, Int, Int, Int, Int>(
        connection,
        "SELECT r.identity, r.lines, r.amount_micro, r.fee_micro, COALESCE(o.identity, 0) FROM month_recipients r "
        "LEFT JOIN opt_outs o ON o.identity = r.identity WHERE r.month = :month AND r.identity > :after "
        "ORDER BY r.identity LIMIT :most",
        [&](Int identity, Int lines, Int amount, Int fee, Int opted_out) {
            recipients.push_back({{identity}, lines, amount, fee, opted_out != 0});
        },
        month.index, after.value, count_max);
    return recipients;
}

}  // namespace obolus::store
