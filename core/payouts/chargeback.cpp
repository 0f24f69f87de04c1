#include "payouts/chargeback.hpp"

#include <algorithm>

namespace obolus::payouts {

ChargebackPlan plan_chargeback(std::int64_t amount_micro, const ChargebackSources& sources) {
    ChargebackPlan plan;
    std::int64_t missing = amount_micro;
    const auto take = [&missing](std::int64_t available) {
        const std::int64_t taken = std::min(missing, available);
        missing -= taken;
        return taken;
    };
    plan.from_wallet = take(sources.wallet);
    for (const std::int64_t budget : sources.budgets)
        plan.from_budgets.push_back(take(budget));
    while (missing > 0 && plan.lines_returned < sources.lines.size())
        plan.from_escrow += take(sources.lines[plan.lines_returned++]);
    plan.loss = missing;
    return plan;
}

}  // namespace obolus::payouts
