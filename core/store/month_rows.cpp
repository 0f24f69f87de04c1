#include "store/month_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

namespace {

/// Two queries, one list of columns.
template <class... Values>
void read_months(Connection& connection, const char* sql, const std::function<void(const StoredMonth&)>& visit,
                 const Values&... values) {
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int,
          Int>(
        connection, sql,
        [&](Int month, Int cut_seq, Int phase, Int givers, Int flattrs, Int reserved, Int last_giver, Int givers_closed,
            Int divided, Int first_seq, Int last_seq, Int shares, Int parts, Int buckets, Int bucket, Int last_identity,
            Int open_identity, Int open_part, Int open_shares, Int paid, Int shares_paid, Int busy, Int stepped_at) {
            visit({{static_cast<std::int32_t>(month)},
                   cut_seq,
                   static_cast<int>(phase),
                   givers,
                   flattrs,
                   reserved,
                   {last_giver},
                   givers_closed,
                   divided,
                   first_seq,
                   last_seq,
                   shares,
                   parts,
                   buckets,
                   {bucket, {last_identity}, {open_identity}, open_part, open_shares, paid},
                   shares_paid,
                   busy,
                   base::from_micros(stepped_at)});
        },
        values...);
}

}  // namespace

std::optional<StoredMonth> read_month(Connection& connection, base::Month month) {
    std::optional<StoredMonth> found;
    read_months(
        connection,
        "SELECT month, cut_seq, phase, givers, flattrs, reserved_micro, last_giver, givers_closed, divided_micro, "
        "first_seq, last_seq, shares, parts, buckets, bucket, last_identity, open_identity, open_part, open_shares, "
        "paid, shares_paid, busy_us, "
        "stepped_at FROM months WHERE month = :month",
        [&](const StoredMonth& each) { found = each; }, month.index);
    return found;
}

std::vector<StoredMonth> all_months(Connection& connection) {
    std::vector<StoredMonth> months;
    read_months(
        connection,
        "SELECT month, cut_seq, phase, givers, flattrs, reserved_micro, last_giver, givers_closed, divided_micro, "
        "first_seq, last_seq, shares, parts, buckets, bucket, last_identity, open_identity, open_part, open_shares, "
        "paid, shares_paid, busy_us, "
        "stepped_at FROM months ORDER BY month DESC",
        [&](const StoredMonth& each) { months.push_back(each); });
    return months;
}

void add_month(Transaction& transaction, const StoredMonth& m) {
    run(transaction.connection(),
        "INSERT INTO months (month, cut_seq, phase, flattrs, last_giver, last_identity, first_seq, last_seq, "
        "givers_closed, paid, divided_micro) VALUES (:month, :cut_seq, :phase, :flattrs, 0, 0, 0, 0, 0, 0, 0)",
        m.month.index, m.cut_seq, m.phase, m.flattrs);
}

void update_month(Transaction& transaction, const StoredMonth& m) {
    run(transaction.connection(),
        "UPDATE months SET phase = :phase, givers = :givers, flattrs = :flattrs, reserved_micro = :reserved, "
        "last_giver = :giver, givers_closed = :closed, divided_micro = :divided, first_seq = :first, last_seq = :last, "
        "shares = :shares, parts = :parts, buckets = :buckets, bucket = :bucket, last_identity = :identity, "
        "open_identity = :open, open_part = :open_part, open_shares = :open_shares, paid = :paid, shares_paid = "
        ":shares_paid, busy_us = :busy, stepped_at = :stepped "
        "WHERE month = :month",
        m.phase, m.givers, m.flattrs, m.reserved_micro, m.last_giver.value, m.givers_closed, m.divided_micro,
        m.first_seq, m.last_seq, m.shares, m.parts, m.buckets, m.paying.bucket, m.paying.last_identity.value,
        m.paying.open_identity.value, m.paying.open_part, m.paying.open_shares, m.paying.recipients, m.shares_paid,
        m.busy_us, base::to_micros(m.stepped_at), m.month.index);
}

MonthCounts count_month(Connection& connection, base::Month month) {
    MonthCounts counts;
    query<Int>(
        connection, "SELECT COUNT(*) FROM giver_months WHERE month = :month",
        [&](Int givers) { counts.givers = givers; }, month.index);
    query<Int>(
        connection,
        "SELECT COALESCE(SUM(a.credits_posted - a.debits_posted), 0) FROM giver_months g JOIN accounts a "
        "ON a.kind = 4 AND a.owner = g.giver AND a.month = g.month WHERE g.month = :month",
        [&](Int reserved) { counts.reserved_micro = reserved; }, month.index);
    return counts;
}

}  // namespace obolus::store
