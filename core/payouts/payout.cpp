#include "payouts/payout.hpp"

#include <algorithm>

#include "payouts/refusal.hpp"

namespace obolus::payouts {

namespace {
constexpr std::chrono::minutes taken_for{5};
constexpr std::chrono::seconds first_pause{5};
constexpr std::chrono::seconds longest_pause{std::chrono::hours{1}};

ledger::AccountKey source_of(const Payout& payout, money::Currency currency) {
    return {payout.source, payout.member.value, {}, currency};
}
ledger::AccountKey inflight_of(const Payout& payout, money::Currency currency) {
    return ledger::payout_inflight_of(static_cast<std::int64_t>(payout.rail), currency);
}

ledger::Posting resolve(const Payout& payout, ledger::Phase phase, money::Currency currency) {
    ledger::Posting posting = reserve(payout, currency);
    posting.phase = phase;
    posting.hold = {payout.reserve_seq, payout.reserve_n, payout.amount_micro};
    return posting;
}
}  // namespace

std::string_view to_string(State state) noexcept {
    switch (state) {
        case State::reserved:
            return "reserved";
        case State::settled:
            return "settled";
        case State::failed:
            return "failed";
    }
    return "unknown";
}

std::int64_t whole_minor_units(std::int64_t available_micro, money::Currency currency) {
    return available_micro - available_micro % money::micro_per_minor(currency);
}

ledger::Posting reserve(const Payout& payout, money::Currency currency) {
    ledger::Posting posting{ledger::TransferKind::payout_reserve, source_of(payout, currency),
                            inflight_of(payout, currency), payout.amount_micro};
    posting.phase = ledger::Phase::pending;
    return posting;
}

base::Result<Decision> decide(const Payout& payout, Answer answer, std::string reference, std::string reason,
                              base::Time now, money::Currency currency) {
    Decision decision{payout, {}, false};
    if (payout.state != State::reserved) {
        const Answer before = payout.state == State::settled ? Answer::settled : Answer::failed;
        if (answer != Answer::unknown && answer != before) return Refusal::answer_contradicts;
        return decision;
    }
    decision.changed = true;
    decision.payout.attempts += 1;
    if (!reference.empty()) decision.payout.reference = std::move(reference);
    if (answer == Answer::unknown) {
        decision.payout.ask_at = now + pause_after(decision.payout.attempts);
        return decision;
    }
    if (answer == Answer::failed) {
        decision.payout.state = State::failed;
        decision.payout.reason = std::move(reason);
        decision.postings.push_back(resolve(payout, ledger::Phase::void_pending, currency));
        return decision;
    }
    decision.payout.state = State::settled;
    decision.postings.push_back(resolve(payout, ledger::Phase::post_pending, currency));
    decision.postings.push_back({ledger::TransferKind::payout_settle, inflight_of(payout, currency),
                                 ledger::rail_clearing_of(static_cast<std::int64_t>(payout.rail), currency),
                                 payout.amount_micro});
    return decision;
}

Payout taken(Payout payout, base::Time now) {
    payout.ask_at = now + taken_for;
    return payout;
}

std::chrono::seconds pause_after(std::int64_t attempts) noexcept {
    std::chrono::seconds pause = first_pause;
    for (std::int64_t i = 1; i < attempts && pause < longest_pause; ++i)
        pause *= 2;
    return std::min(pause, longest_pause);
}

}  // namespace obolus::payouts
