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

std::vector<StoredGift> gifts_by(Connection& connection, base::MemberId giver, const HistoryOf& wallet,
                                 std::int64_t before_seq, std::int64_t count_max) {
    std::vector<StoredGift> gifts;
    const auto add = [&](Int seq, Int n, Int show_name, Int fee) {
        gifts.push_back({giver, seq, static_cast<std::int32_t>(n), show_name != 0, fee});
    };
    query<Int, Int, Int, Int>(
        connection,
        "SELECT seq, n, show_name, fee_ppm FROM gifts WHERE seq > :history AND seq < :before AND giver = :giver ORDER "
        "BY seq DESC, n DESC LIMIT :most",
        add, wallet.history_seq, before_seq, giver.value, count_max);
    query<Int, Int, Int, Int>(
        connection,
        "SELECT g.seq, g.n, g.show_name, g.fee_ppm FROM account_history h JOIN gifts g ON g.seq = h.seq AND g.n = h.n "
        "WHERE h.account = :account AND h.seq < :before AND h.seq <= :history AND g.giver = :giver ORDER BY h.seq "
        "DESC, h.n DESC LIMIT :most",
        add, wallet.account, before_seq, wallet.history_seq, giver.value, count_max - std::ssize(gifts));
    return gifts;
}

}  // namespace obolus::store
