// A hub and its model side by side: random commands go to both, and after each the books must be the model's.
#pragma once

#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hub/payout.hpp"
#include "simulation/model.hpp"
#include "support/test_hub.hpp"

namespace obolus::simulation {

class Simulation {
   public:
    explicit Simulation(std::uint64_t seed);

    /// A few members with money who have flattred, without a look at the books in between.
    void settle_town();
    void run(int steps);

   private:
    std::int64_t pick(std::int64_t least, std::int64_t most);
    std::string somebody();
    /// A member, 0 while there is none.
    Member member();
    std::string fresh_key() { return "s" + std::to_string(next_key_++); }

    /// The hub commits at its clock, a demo clock's lead included.
    void commit() { model_.commit_at(test_.now() + lead_); }

    /// One random command on both; what it was.
    const char* step();

    /// The operator may have changed the fee meanwhile.
    void restart();

    std::pair<std::string, std::vector<Identity>> session();
    /// A session of a member alone, and one of the member's identities.
    std::pair<std::string, Identity> session_of(Member member);

    void join();
    void top_up();
    void set_budget();

    /// Something of somebody: 0 is the account itself, anything else a post.
    struct Target {
        std::int64_t post = 0;
        std::string subject;
        std::string thing;
    };
    Target target();

    void flattr();
    void undo();
    void gift();
    void recall();
    void use_revenue();
    void reserve_payout();
    void settle_payout();
    void leave();
    void charge_back();
    void opt_out();
    void unlink();
    void end_month();
    void close();
    void claim();
    void decline();
    void expire();

    /// All pages of a member's account lead from today's balance back to nothing, however much of it is indexed.
    void statement();
    /// A gift's way, back and onward: every part of it is accounted for at each step.
    void trace();

    std::mt19937_64 random_;
    support::TestHub test_;
    Model model_;
    std::chrono::microseconds lead_{0};
    std::vector<Member> members_;
    std::map<std::pair<Member, std::string>, std::int64_t> keys_;
    std::vector<std::string> top_up_ids_;
    std::vector<std::string> gift_ids_;
    std::map<std::tuple<Member, std::string, base::Month>, std::string> flattr_ids_;
    std::map<std::int64_t, hub::RailAnswer> answers_;
    std::int64_t payouts_ = 0;
    std::int64_t next_key_ = 1;
};

}  // namespace obolus::simulation
