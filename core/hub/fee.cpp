#include "hub/fee.hpp"

#include <array>
#include <map>
#include <set>
#include <utility>

#include "money/split.hpp"
#include "store/fee_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

std::int64_t fee_of_lines(store::Connection& connection, const store::Arrival& arrival,
                          const std::vector<ledger::Line>& lines) {
    std::int64_t fee = 0;
    for (const ledger::Line& line : lines)
        fee += money::rate_of(line.amount_micro, store::fee_rate(connection, arrival, line));
    return fee;
}

std::int64_t settle_fees(store::Transaction& transaction, const Waiting& waiting,
                         const std::vector<ledger::LineAddress>& returned) {
    const std::set<ledger::LineAddress> back(returned.begin(), returned.end());
    std::map<std::pair<std::int64_t, std::int32_t>, std::vector<ledger::Line>> own;
    for (const claims::WaitingLine& each : waiting.lines)
        if (back.contains(each.address)) own[{each.address.seq, each.address.n}].push_back(each.line);
    std::int64_t all = 0;
    for (const store::Arrival& arrival : waiting.arrivals) {
        const std::int64_t due = store::fee_of(transaction.connection(), arrival.seq, arrival.n);
        if (due == 0) continue;
        // What is due was counted over all lines, so only what goes back is looked up.
        const auto mine = own.find({arrival.seq, arrival.n});
        const std::int64_t fee =
            mine == own.end() ? due : due - fee_of_lines(transaction.connection(), arrival, mine->second);
        if (fee != due) store::set_fee(transaction, arrival.seq, arrival.n, fee);
        all += fee;
    }
    return all;
}

ledger::Posting fee_posting(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                            base::MemberId member, std::int64_t fee_micro) {
    const std::array accounts{ledger::revenue_of(member, rules.currency), ledger::fee_account(rules.currency)};
    store::load(transaction, book, accounts);
    return {ledger::TransferKind::fee, accounts[0], accounts[1], fee_micro};
}

}  // namespace obolus::hub
