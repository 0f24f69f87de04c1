// Money out, as a state machine: reserved -> settled | failed. Reserved money is held; settling posts the hold and
// passes the money to the rail, failing voids it. An unknown answer leaves the payout reserved and is asked again: a
// time-out is never read as failure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "ledger/book.hpp"
#include "payouts/rail.hpp"

namespace obolus::payouts {

/// The numbers are stored: append only.
enum class State : std::int16_t { reserved = 1, settled, failed };
std::string_view to_string(State state) noexcept;

struct Payout {
    std::int64_t number = 0;
    base::MemberId member;
    std::int64_t amount_micro = 0;  ///< whole minor units
    Rail rail{};
    ledger::AccountKind source = ledger::AccountKind::revenue;  ///< or wallet, of one who leaves
    std::string destination;
    State state = State::reserved;
    std::int64_t reserve_seq = 0;  ///< the hold
    std::int32_t reserve_n = 0;
    std::int64_t resolved_seq = 0;  ///< the txn that ended it; 0 while reserved
    std::string reference;          ///< the rail's
    std::string reason;             ///< why it failed
    std::int64_t attempts = 0;
    base::Time at;      ///< reserved at
    base::Time ask_at;  ///< when the rail is asked (again)
};

/// What can be paid out of `available_micro`: rounded down to whole minor units. The rest stays in the account.
std::int64_t whole_minor_units(std::int64_t available_micro, money::Currency currency);

/// source -> payout_inflight, held.
ledger::Posting reserve(const Payout& payout, money::Currency currency);

/// What the rail said.
enum class Answer { settled, failed, unknown };
struct Decision {
    Payout payout;                          ///< afterwards
    std::vector<ledger::Posting> postings;  ///< none: no money moves
    bool changed = false;                   ///< false: it was so already
};
/// Refusal: answer_contradicts (it was settled and is said to have failed, or the other way round).
base::Result<Decision> decide(const Payout& payout, Answer answer, std::string reference, std::string reason,
                              base::Time now, money::Currency currency);

/// As whoever is about to ask the rail about it keeps it from the others: nobody else asks for five minutes. One who
/// dies meanwhile has delayed it by that.
Payout taken(Payout payout, base::Time now);

/// How long after the `attempts`th unknown answer the rail is asked again: 5 s, doubled each time, at most an hour.
std::chrono::seconds pause_after(std::int64_t attempts) noexcept;

}  // namespace obolus::payouts
