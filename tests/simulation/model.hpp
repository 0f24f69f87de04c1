// What the verbs should do, in plain maps and in the obvious way: no journal, no accounts, no batches, nothing shared
// with the code under test but the hash that ranks leftovers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulation/parts.hpp"

namespace obolus::simulation {

class Model {
   public:
    Model(std::chrono::days escrow_ttl, std::int64_t fee_ppm) : ttl_(escrow_ttl), fee_ppm_(fee_ppm) {}

    /// A commit of the hub at this moment of its clock.
    void commit_at(base::Time clock);
    base::Month month() const { return month_; }
    void set_fee(std::int64_t ppm) { fee_ppm_ = ppm; }

    Identity meet(const std::string& subject);
    /// Of somebody who was met.
    std::string subject_of(Identity identity) const;
    /// Who gets what can't go back to one who has left.
    void name_leftovers(Identity identity) { leftovers_ = identity; }
    Member owner_of(Identity identity) const;
    void join(Member member, Identity identity) { links_[identity] = {member, ++link_clock_}; }
    /// False when it is the member's last one, or the rail owes an answer.
    bool may_unlink(Member member) const;
    void unlink(Identity identity) { links_.erase(identity); }
    std::vector<Identity> identities_of(Member member) const;

    std::size_t top_up(Member member, std::int64_t micro);
    void set_budget(Member member, std::int64_t micro);
    /// False when it was given before in this month. `number` is the thing's, as the receipt says it: leftovers of a
    /// division go by it.
    bool flattr(Member giver, Identity owner, const std::string& thing, Thing number);
    /// False when it was undone before.
    bool undo(Member giver, const std::string& thing);
    bool was_flattred(Member giver, const std::string& thing);
    /// The number of the gift; the wallet has enough.
    std::int64_t gift(Member giver, Identity recipient, std::int64_t micro);
    const Gift& gift_of(std::int64_t number) const { return gifts_.at(number); }
    void recall(std::int64_t gift);

    bool use_revenue(Member member, std::int64_t micro);
    /// The payout's number; nothing when there is too little.
    std::optional<std::int64_t> reserve_payout(Member member, std::int64_t micro);
    void resolve_payout(std::int64_t number, bool settled);
    Left leave(Member member);
    Taken charge_back(std::size_t top_up);
    /// Whether that would book a loss while a month is divided but not wholly paid, and is refused.
    bool loss_during_a_close(std::size_t top_up) const;
    const TopUp& top_up_of(std::size_t index) const { return top_ups_.at(index); }

    /// The oldest month that has ended and isn't closed.
    std::optional<base::Month> month_to_close() const;
    /// One step; true when the month is closed.
    bool close_step(base::Month month, std::int64_t givers_max, std::int64_t lines_max);

    /// Distinct members that own some of these.
    std::set<Member> owners_of(const std::vector<Identity>& identities) const;
    /// What was released and what went back to the claimant himself.
    std::pair<std::int64_t, std::int64_t> claim(const std::vector<Identity>& identities, Member member);
    std::int64_t decline(const std::vector<Identity>& identities);
    std::int64_t expire();
    bool opted_out(Identity identity) const { return opted_out_.contains(identity); }
    std::int64_t opt_out(const std::vector<Identity>& identities);
    void lift(const std::vector<Identity>& identities);

    Balances balances() const;
    std::int64_t wallet(Member member) const;
    std::int64_t revenue(Member member) const;

   private:
    struct Link {
        Member member = 0;
        std::int64_t at = 0;
    };
    struct Flattr {
        Identity identity = 0;
        std::int64_t fee_ppm = 0;
        bool counts = true;
    };
    struct Close {
        std::set<Member> to_divide;
        std::map<Identity, std::vector<Share>> to_pay;
        bool begun = false;
        bool paying = false;
        bool closed = false;
    };
    enum class Pot { wallet, escrow, revenue };
    struct Place {
        Pot pot{};
        std::int64_t owner = 0;
        friend bool operator==(const Place&, const Place&) = default;
    };

    void reserve(Member member);
    void divide(base::Month month, Close& close, Member giver);
    void pay(Identity identity, std::vector<Share> shares);
    Place refund_to(Member giver) const;
    Place way_back(Identity here, Member giver) const;
    void put(Place place, Member giver, std::int64_t micro, std::int64_t arrival);
    /// To the giver, or where it goes when he has left; stays in his wallet when that is nowhere.
    void put_back(Member giver, std::int64_t micro, std::int64_t arrival);
    std::int64_t move_leftover(Member member);
    template <class Which>
    std::int64_t give_back(Identity here, const Which& which);
    void end_gift(const Share& share, Gift::State state);

    std::chrono::days ttl_;
    std::int64_t fee_ppm_;
    base::Time now_{};
    base::Month month_{};
    std::map<std::string, Identity> identities_;
    std::map<std::string, Thing> things_;
    Identity leftovers_ = 0;
    std::map<Identity, Link> links_;
    std::int64_t link_clock_ = 0, arrivals_ = 0;
    std::map<Member, std::int64_t> wallet_, plan_, revenue_;
    std::map<std::pair<Member, base::Month>, std::int64_t> budget_;
    std::map<base::Month, std::map<Member, std::map<std::string, Flattr>>> flattrs_;
    std::map<base::Month, Close> closes_;
    std::vector<Share> escrow_;
    std::vector<TopUp> top_ups_;
    std::map<std::int64_t, Gift> gifts_;
    std::map<std::int64_t, Payout> payouts_;
    std::map<Member, Identity> left_;
    std::set<Identity> opted_out_;
    std::int64_t rail_ = 0, fees_ = 0, loss_ = 0;
};

}  // namespace obolus::simulation
