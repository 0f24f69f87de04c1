#include "store/gift_rows.hpp"

#include "store/batch.hpp"

namespace obolus::store {

void add_gifts(Transaction& transaction, std::span<const StoredGift> gifts) {
    static constexpr BatchSql sql{
        "INSERT INTO gifts (giver, seq, n, show_name, fee_ppm) VALUES (:giver, :seq, :n, :show_name, :fee)",
        "INSERT INTO gifts (giver, seq, n, show_name, fee_ppm) SELECT * FROM unnest(CAST(:givers AS bigint[]), "
        "CAST(:seqs AS bigint[]), CAST(:ns AS bigint[]), CAST(:shown AS bigint[]), CAST(:fees AS bigint[]))"};
    Rows<Int, Int, Int, Int, Int> rows;
    for (const StoredGift& gift : gifts)
        rows.add(gift.giver.value, gift.seq, gift.n, static_cast<Int>(gift.show_name), gift.fee_ppm);
    run_all(transaction.connection(), sql, rows);
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
