#include "simulation/model.hpp"

#include <algorithm>

#include "giving/close.hpp"

namespace obolus::simulation {

namespace {
base::Month month_of(base::Time time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return {static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1};
}
}  // namespace

void Model::commit_at(base::Time clock) {
    now_ = std::max(now_, clock);
    const base::Month at = std::max(month_, month_of(now_));
    if (at != month_ && month_.index != 0) closes_[month_].to_divide = flattrs_[month_];
    month_ = at;
}

Identity Model::meet(const std::string& subject) {
    return identities_.try_emplace(subject, static_cast<Identity>(identities_.size()) + 1).first->second;
}

Member Model::owner_of(Identity identity) const {
    const auto found = links_.find(identity);
    return found == links_.end() ? 0 : found->second;
}

void Model::reserve(Member member) {
    if (flattrs_[month_][member].empty()) return;
    std::int64_t& budget = budget_[{member, month_}];
    const std::int64_t wanted = std::min(plan_[member], budget + wallet_[member]);
    wallet_[member] += budget - wanted;
    budget = wanted;
}

void Model::top_up(Member member, std::int64_t micro) {
    taken_in_ += micro;
    wallet_[member] += micro;
    reserve(member);
}

void Model::set_budget(Member member, std::int64_t micro) {
    plan_[member] = micro;
    reserve(member);
}

bool Model::flattr(Member giver, Identity owner, const std::string& thing) {
    if (!flattrs_[month_][giver].try_emplace(thing, owner).second) return false;
    reserve(giver);
    return true;
}

std::optional<base::Month> Model::month_to_close() const {
    for (const auto& [month, close] : closes_)
        if (!close.closed) return month;
    return std::nullopt;
}

void Model::divide(base::Month month, Close& close, Member giver) {
    std::int64_t& budget = budget_[{giver, month}];
    std::vector<std::pair<base::Digest, Identity>> counted;
    for (const auto& [thing, identity] : close.to_divide[giver])
        if (owner_of(identity) != giver) counted.emplace_back(giving::rank(month, {giver}, thing), identity);
    if (counted.empty()) {
        wallet_[giver] += budget;
        budget = 0;
        return;
    }
    std::ranges::sort(counted);
    const auto count = static_cast<std::int64_t>(counted.size());
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t micro = budget / count + (i < budget % count ? 1 : 0);
        const Identity identity = counted[static_cast<std::size_t>(i)].second;
        if (micro > 0) close.to_pay[identity].push_back({identity, giver, micro, {}});
    }
    budget = 0;
}

void Model::pay(Identity identity, const std::vector<Share>& shares) {
    const Member owner = owner_of(identity);
    for (Share share : shares) {
        share.expires_at = now_ + ttl_;
        if (owner == 0)
            escrow_.push_back(share);
        else
            (owner == share.giver ? wallet_ : revenue_)[owner] += share.micro;
    }
}

bool Model::close_step(base::Month month, std::int64_t givers_max, std::int64_t lines_max) {
    Close& close = closes_[month];
    if (!close.paying) {
        std::erase_if(close.to_divide, [](const auto& giver) { return giver.second.empty(); });
        close.paying = close.to_divide.empty();
        for (std::int64_t i = 0; i < givers_max && !close.to_divide.empty(); ++i) {
            divide(month, close, close.to_divide.begin()->first);
            close.to_divide.erase(close.to_divide.begin());
        }
        return false;
    }
    close.closed = close.to_pay.empty();
    std::int64_t lines = 0;
    for (bool first = true; !close.to_pay.empty(); first = false) {
        const auto next = close.to_pay.begin();
        lines += static_cast<std::int64_t>(next->second.size());
        if (!first && lines > lines_max) break;
        pay(next->first, next->second);
        close.to_pay.erase(next);
    }
    return close.closed;
}

std::set<Member> Model::owners_of(const std::vector<Identity>& identities) const {
    std::set<Member> owners;
    for (const Identity identity : identities)
        if (const Member owner = owner_of(identity); owner != 0) owners.insert(owner);
    return owners;
}

std::pair<std::int64_t, std::int64_t> Model::claim(const std::vector<Identity>& identities, Member member) {
    std::pair<std::int64_t, std::int64_t> sums;
    for (const Identity identity : identities) {
        links_[identity] = member;
        for (const Share& share : escrow_) {
            if (share.identity != identity) continue;
            (share.giver == member ? wallet_ : revenue_)[member] += share.micro;
            (share.giver == member ? sums.second : sums.first) += share.micro;
        }
        std::erase_if(escrow_, [&](const Share& share) { return share.identity == identity; });
    }
    return sums;
}

std::int64_t Model::decline(const std::vector<Identity>& identities) {
    std::int64_t returned = 0;
    std::erase_if(escrow_, [&](const Share& share) {
        if (std::ranges::find(identities, share.identity) == identities.end()) return false;
        wallet_[share.giver] += share.micro;
        returned += share.micro;
        return true;
    });
    return returned;
}

std::int64_t Model::expire() {
    std::int64_t returned = 0;
    std::erase_if(escrow_, [&](const Share& share) {
        if (share.expires_at > now_) return false;
        wallet_[share.giver] += share.micro;
        returned += share.micro;
        return true;
    });
    return returned;
}

Balances Model::balances() const {
    Balances all;
    all[{1, 1, 0}] = -taken_in_;
    for (const auto& [member, micro] : wallet_)
        all[{3, member, 0}] = micro;
    for (const auto& [key, micro] : budget_)
        all[{4, key.first, key.second.index}] = micro;
    for (const auto& [month, close] : closes_)
        for (const auto& [identity, shares] : close.to_pay)
            for (const Share& share : shares)
                all[{5, 0, month.index}] += share.micro;
    for (const Share& share : escrow_)
        all[{6, share.identity, 0}] += share.micro;
    for (const auto& [member, micro] : revenue_)
        all[{7, member, 0}] = micro;
    std::erase_if(all, [](const auto& balance) { return balance.second == 0; });
    return all;
}

}  // namespace obolus::simulation
