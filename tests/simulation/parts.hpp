// What the model speaks of.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "base/time.hpp"

namespace obolus::simulation {

/// (account kind as stored, owner, month): micro-units.
using Balances = std::map<std::tuple<int, std::int64_t, std::int64_t>, std::int64_t>;

using Member = std::int64_t;
using Identity = std::int64_t;  ///< the number that the hub gives: in the order in which it meets them
using Thing = std::int64_t;     ///< as a flattr's receipt says it
/// The last number of a flattr's id.
inline Thing thing_in(const std::string& flattr_id) { return std::stoll(flattr_id.substr(flattr_id.rfind('.') + 1)); }

/// A line that waits in an escrow. In the order in which they came: a chargeback takes the latest first.
struct Share {
    enum class From { close, gift, return_of_one_who_left };
    Identity identity = 0;
    Member giver = 0;
    std::int64_t micro = 0;
    std::int64_t fee = 0;      ///< when it reaches revenue
    std::int64_t arrival = 0;  ///< lines that came together
    From from = From::close;
    std::int64_t gift = 0;
    base::Time expires_at{};
};

struct Gift {
    enum class State { waiting, claimed, returned };
    Member giver = 0;
    State state = State::waiting;
};
struct Payout {
    enum class State { reserved, settled, failed };
    Member member = 0;
    std::int64_t micro = 0;
    bool from_wallet = false;
    State state = State::reserved;
};
struct TopUp {
    Member member = 0;
    std::int64_t micro = 0;
    bool charged_back = false;
};
struct Left {
    std::int64_t paid_out = 0, stays = 0, payout = 0;
};
struct Taken {
    std::int64_t wallet = 0, budget = 0, escrow = 0, loss = 0;
};

}  // namespace obolus::simulation
