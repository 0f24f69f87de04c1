#include "store/payout_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

namespace {

payouts::Payout payout_of(Int number, Int member, Int amount, Int rail, Int source, const std::string& destination,
                          Int state, Int reserve_seq, Int reserve_n, Int resolved_seq, const std::string& reference,
                          const std::string& reason, Int attempts, Int at, Int ask_at) {
    return {number,
            {member},
            amount,
            static_cast<payouts::Rail>(rail),
            static_cast<ledger::AccountKind>(source),
            destination,
            static_cast<payouts::State>(state),
            reserve_seq,
            static_cast<std::int32_t>(reserve_n),
            resolved_seq,
            reference,
            reason,
            attempts,
            base::from_micros(at),
            base::from_micros(ask_at)};
}

template <class... Values>
std::vector<payouts::Payout> select(Connection& connection, const char* sql, const Values&... values) {
    std::vector<payouts::Payout> found;
    query<Int, Int, Int, Int, Int, std::string, Int, Int, Int, Int, std::string, std::string, Int, Int, Int>(
        connection, sql, [&](auto&&... columns) { found.push_back(payout_of(columns...)); }, values...);
    return found;
}

}  // namespace

std::int64_t add_payout(Transaction& transaction, const payouts::Payout& p) {
    const std::int64_t number = transaction.head().next_payout++;
    run(transaction.connection(),
        "INSERT INTO payouts (id, member, amount_micro, rail, source, destination, state, reserve_seq, reserve_n, "
        "resolved_seq, reference, reason, attempts, at, ask_at) VALUES (:id, :member, :amount, :rail, :source, "
        ":destination, :state, :reserve_seq, :reserve_n, 0, '', '', 0, :at, :ask_at)",
        number, p.member.value, p.amount_micro, static_cast<Int>(p.rail), static_cast<Int>(p.source), p.destination,
        static_cast<Int>(p.state), p.reserve_seq, p.reserve_n, base::to_micros(p.at), base::to_micros(p.ask_at));
    return number;
}

void update_payout(Transaction& transaction, const payouts::Payout& p) {
    run(transaction.connection(),
        "UPDATE payouts SET state = :state, resolved_seq = :resolved, reference = :reference, reason = :reason, "
        "attempts = :attempts, ask_at = :ask_at WHERE id = :id AND state = 1",
        static_cast<Int>(p.state), p.resolved_seq, p.reference, p.reason, p.attempts, base::to_micros(p.ask_at),
        p.number);
}

std::optional<payouts::Payout> read_payout(Connection& connection, std::int64_t number) {
    auto found = select(connection,
                        "SELECT id, member, amount_micro, rail, source, destination, state, reserve_seq, reserve_n, "
                        "resolved_seq, reference, reason, attempts, at, ask_at FROM payouts WHERE id = :id",
                        number);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<payouts::Payout> payouts_of(Connection& connection, base::MemberId member, std::int64_t before,
                                        std::int64_t count_max) {
    return select(connection,
                  "SELECT id, member, amount_micro, rail, source, destination, state, reserve_seq, reserve_n, "
                  "resolved_seq, reference, reason, attempts, at, ask_at FROM payouts WHERE member = :member AND id < "
                  ":before ORDER BY id DESC LIMIT :most",
                  member.value, before == 0 ? INT64_MAX : before, count_max);
}

std::vector<payouts::Payout> payouts_to_ask(Connection& connection, base::Time now, std::int64_t count_max) {
    return select(connection,
                  "SELECT id, member, amount_micro, rail, source, destination, state, reserve_seq, reserve_n, "
                  "resolved_seq, reference, reason, attempts, at, ask_at FROM payouts WHERE state = 1 AND ask_at <= "
                  ":now ORDER BY ask_at, id LIMIT :most",
                  base::to_micros(now), count_max);
}

std::int64_t held_before(Connection& connection, base::MemberId member, ledger::AccountKind source, std::int64_t seq) {
    std::int64_t held = 0;
    query<Int>(
        connection,
        "SELECT CAST(COALESCE(SUM(amount_micro), 0) AS BIGINT) FROM payouts WHERE member = :member AND source = "
        ":source AND reserve_seq < :before AND (resolved_seq = 0 OR resolved_seq >= :ended)",
        [&](Int sum) { held = sum; }, member.value, static_cast<Int>(source), seq, seq);
    return held;
}

bool has_funded_month(Connection& connection, base::MemberId member) {
    bool found = false;
    query<Int>(
        connection, "SELECT month FROM month_closes WHERE giver = :giver AND outcome = 1 LIMIT 1",
        [&](Int) { found = true; }, member.value);
    return found;
}

}  // namespace obolus::store
