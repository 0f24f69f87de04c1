#include "claims/escrow.hpp"

#include <array>

#include "claims/refusal.hpp"

namespace obolus::claims {

namespace {
constexpr std::array<std::string_view, 7> refusal_names{
    "identity_claimed_by_another", "nothing_waiting", "identity_is_linked", "not_opted_out",
    "identity_not_linked",         "last_sign_in",    "payout_in_flight"};
const base::NamedCategory category{"claims", refusal_names};

/// A refund of lines of one giver: each new line names the one that it returns.
ledger::Posting refund(base::IdentityId identity, const ledger::AccountKey& to, const std::vector<WaitingLine>& waiting,
                       money::Currency currency) {
    ledger::Posting posting{ledger::TransferKind::refund, ledger::escrow_of(identity, currency), to, 0};
    for (const WaitingLine& each : waiting) {
        ledger::Line line = each.line;
        line.origin = each.address;
        posting.amount_micro += line.amount_micro;
        posting.lines.push_back(line);
    }
    return posting;
}
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

Return give_back(base::IdentityId identity, const std::vector<WaitingLine>& waiting, const ReturnAccounts& back,
                 money::Currency currency) {
    std::map<base::MemberId, std::vector<WaitingLine>> by_giver;
    for (const WaitingLine& each : waiting)
        by_giver[each.line.giver].push_back(each);
    Return result;
    for (const auto& [giver, lines] : by_giver) {
        result.postings.push_back(refund(identity, back.at(giver), lines, currency));
        result.returned_micro += result.postings.back().amount_micro;
        for (const WaitingLine& each : lines)
            result.reversed.push_back(each.address);
    }
    return result;
}

Release release(base::IdentityId identity, base::MemberId claimant, const std::vector<WaitingLine>& waiting,
                const ReturnAccounts& back, money::Currency currency) {
    const ledger::AccountKey wallet = ledger::wallet_of(claimant, currency);
    Release result;
    std::vector<WaitingLine> own;
    for (const WaitingLine& each : waiting) {
        if (back.at(each.line.giver) == wallet)
            own.push_back(each);
        else
            result.released_micro += each.line.amount_micro;
    }
    if (result.released_micro > 0)
        result.postings.push_back({ledger::TransferKind::claim, ledger::escrow_of(identity, currency),
                                   ledger::revenue_of(claimant, currency), result.released_micro});
    if (!own.empty()) {
        Return refunds = give_back(identity, own, back, currency);
        result.refunded_micro = refunds.returned_micro;
        result.reversed = std::move(refunds.reversed);
        for (ledger::Posting& posting : refunds.postings)
            result.postings.push_back(std::move(posting));
    }
    return result;
}

}  // namespace obolus::claims
