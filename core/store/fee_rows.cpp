#include "store/fee_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

std::int64_t fee_of(Connection& connection, std::int64_t seq, std::int32_t n) {
    std::int64_t fee = 0;
    query<Int>(
        connection, "SELECT fee_micro FROM arrivals WHERE seq = :seq AND n = :n", [&](Int found) { fee = found; }, seq,
        n);
    return fee;
}

void set_fee(Transaction& transaction, std::int64_t seq, std::int32_t n, std::int64_t fee_micro) {
    run(transaction.connection(), "UPDATE arrivals SET fee_micro = :fee WHERE seq = :seq AND n = :n", fee_micro, seq,
        n);
}

std::int64_t fee_rate(Connection& connection, const Arrival& arrival, const ledger::Line& line) {
    std::int64_t rate = 0;
    bool is_gift = false;
    query<Int>(
        connection, "SELECT fee_ppm FROM gifts WHERE giver = :giver AND seq = :seq AND n = :n",
        [&](Int found) {
            rate = found;
            is_gift = true;
        },
        line.giver.value, arrival.seq, arrival.n);
    if (is_gift) return rate;
    query<Int>(
        connection, "SELECT fee_ppm FROM flattrs WHERE month = :month AND giver = :giver AND thing = :thing",
        [&](Int found) { rate = found; }, arrival.month.index, line.giver.value, line.thing.value);
    return rate;
}

}  // namespace obolus::store
