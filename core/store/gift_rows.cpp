#include "store/gift_rows.hpp"

#include "store/query.hpp"

namespace obolus::store {

void add_gift(Transaction& transaction, const StoredGift& gift) {
    run(transaction.connection(),
        "INSERT INTO gifts (giver, seq, n, show_name, fee_ppm) VALUES (:giver, :seq, :n, :show_name, :fee)",
        gift.giver.value, gift.seq, gift.n, static_cast<Int>(gift.show_name), gift.fee_ppm);
}

std::optional<StoredGift> read_gift(Connection& connection, base::MemberId giver, std::int64_t seq, std::int32_t n) {
    std::optional<StoredGift> found;
    query<Int, Int>(
        connection, "SELECT show_name, fee_ppm FROM gifts WHERE giver = :giver AND seq = :seq AND n = :n",
        [&](Int show_name, Int fee) {
            found = {giver, seq, n, show_name != 0, fee};
        },
        giver.value, seq, n);
    return found;
}

std::vector<StoredGift> gifts_by(Connection& connection, base::MemberId giver, std::int64_t before_seq,
                                 std::int64_t count_max) {
    std::vector<StoredGift> gifts;
    query<Int, Int, Int, Int>(
        connection,
        "SELECT seq, n, show_name, fee_ppm FROM gifts WHERE giver = :giver AND seq < :before ORDER BY seq DESC, n DESC "
        "LIMIT :most",
        [&](Int seq, Int n, Int show_name, Int fee) {
            gifts.push_back({giver, seq, static_cast<std::int32_t>(n), show_name != 0, fee});
        },
        giver.value, before_seq, count_max);
    return gifts;
}

}  // namespace obolus::store
