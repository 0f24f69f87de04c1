// A payment rail from the sender's side: an instruction goes out, an answer comes back. The same payout may be sent any
// number of times: its id is the rail's idempotency key, so money goes out once.
#pragma once

#include <string>

#include "money/amount.hpp"
#include "payouts/payout.hpp"

namespace obolus::rails {

struct Instruction {
    std::string payout_id;  ///< "demo/p/7": the rail's idempotency key
    money::Amount amount = money::Amount::zero(money::euro());
    std::string destination;
    std::int64_t attempts = 0;  ///< how often it was asked before
};
struct Said {
    payouts::Answer answer = payouts::Answer::unknown;
    std::string reference;  ///< the rail's; "" until it knows
    std::string reason;     ///< why it failed
};

/// Sends the instruction, or asks what became of it.
Said ask(payouts::Rail rail, const Instruction& instruction);

/// Rail `test` moves no money: what it says follows from the destination alone ("test:ok", "test:fail",
/// "test:unknown-2"), so that it says the same after a restart.
Said ask_test_rail(const Instruction& instruction);

}  // namespace obolus::rails
