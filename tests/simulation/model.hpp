// What the verbs should do, in plain maps and in the obvious way: no journal, no accounts, no batches, nothing shared
// with the code under test but the hash that ranks leftovers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace obolus::simulation {

/// (account kind as stored, owner, month): micro-units.
using Balances = std::map<std::tuple<int, std::int64_t, std::int64_t>, std::int64_t>;

using Member = std::int64_t;
using Identity = std::int64_t;  ///< the number that the hub gives: in the order in which it meets them

struct Share {
    Identity identity = 0;
    Member giver = 0;
    std::int64_t micro = 0;
    base::Time expires_at{};
};

class Model {
   public:
    explicit Model(std::chrono::days escrow_ttl) : ttl_(escrow_ttl) {}

    /// A commit of the hub at this moment of its clock.
    void commit_at(base::Time clock);
    base::Month month() const { return month_; }
    base::Time now() const { return now_; }

    Identity meet(const std::string& subject);
    Member owner_of(Identity identity) const;
    void join(Member member, Identity identity) { links_[identity] = member; }

    void top_up(Member member, std::int64_t micro);
    void set_budget(Member member, std::int64_t micro);
    /// False when it was given before in this month.
    bool flattr(Member giver, Identity owner, const std::string& thing);

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

    Balances balances() const;

   private:
    struct Close {
        std::map<Member, std::map<std::string, Identity>> to_divide;
        std::map<Identity, std::vector<Share>> to_pay;
        bool paying = false;
        bool closed = false;
    };
    void reserve(Member member);
    void divide(base::Month month, Close& close, Member giver);
    void pay(Identity identity, const std::vector<Share>& shares);

    std::chrono::days ttl_;
    base::Time now_{};
    base::Month month_{};
    std::map<std::string, Identity> identities_;
    std::map<Identity, Member> links_;
    std::map<Member, std::int64_t> wallet_, plan_, revenue_;
    std::map<std::pair<Member, base::Month>, std::int64_t> budget_;
    std::map<base::Month, std::map<Member, std::map<std::string, Identity>>> flattrs_;
    std::map<base::Month, Close> closes_;
    std::vector<Share> escrow_;
    std::int64_t taken_in_ = 0;
};

}  // namespace obolus::simulation
