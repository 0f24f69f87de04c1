#include "hub/fee.hpp"

#include <algorithm>
#include <array>

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
    std::int64_t all = 0;
    for (const store::Arrival& arrival : waiting.arrivals) {
        const std::int64_t due = store::fee_of(transaction.connection(), arrival.seq, arrival.n);
        if (due == 0) continue;
        std::vector<ledger::Line> released;
        for (const claims::WaitingLine& each : waiting.lines)
            if (each.address.seq == arrival.seq && each.address.n == arrival.n &&
                std::ranges::find(returned, each.address) == returned.end())
                released.push_back(each.line);
        const std::int64_t fee = fee_of_lines(transaction.connection(), arrival, released);
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
