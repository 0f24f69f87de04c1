#include "simulation/model.hpp"

#include <algorithm>
#include <utility>

#include "giving/close.hpp"

namespace obolus::simulation {

namespace {
constexpr std::int64_t cent = 10'000;

base::Month month_of(base::Time time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return {static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1};
}

std::int64_t value_of(const std::map<Member, std::int64_t>& pots, Member member) {
    const auto found = pots.find(member);
    return found == pots.end() ? 0 : found->second;
}
}  // namespace

void Model::commit_at(base::Time clock) {
    now_ = std::max(now_, clock);
    const base::Month at = std::max(month_, month_of(now_));
    if (at != month_ && month_.index != 0) {
        Close& close = closes_[month_];
        for (const auto& [giver, flattrs] : flattrs_[month_])
            close.to_divide.insert(giver);
    }
    month_ = at;
}

Identity Model::meet(const std::string& subject) {
    return identities_.try_emplace(subject, static_cast<Identity>(identities_.size()) + 1).first->second;
}

std::string Model::subject_of(Identity identity) const {
    return std::ranges::find(identities_, identity, [](const auto& met) { return met.second; })->first;
}

Member Model::owner_of(Identity identity) const {
    const auto found = links_.find(identity);
    return found == links_.end() ? 0 : found->second.member;
}

std::vector<Identity> Model::identities_of(Member member) const {
    std::vector<std::pair<std::int64_t, Identity>> linked;
    for (const auto& [identity, link] : links_)
        if (link.member == member) linked.emplace_back(link.at, identity);
    std::ranges::sort(linked);
    std::vector<Identity> identities;
    for (const auto& [at, identity] : linked)
        identities.push_back(identity);
    return identities;
}

bool Model::may_unlink(Member member) const {
    return identities_of(member).size() > 1 && std::ranges::none_of(payouts_, [&](const auto& payout) {
               return payout.second.member == member && payout.second.state == Payout::State::reserved;
           });
}

void Model::reserve(Member member) {
    const auto& flattrs = flattrs_[month_];
    const auto found = flattrs.find(member);
    const bool any = found != flattrs.end() &&
                     std::ranges::any_of(found->second, [](const auto& flattr) { return flattr.second.counts; });
    std::int64_t& budget = budget_[{member, month_}];
    const std::int64_t plan = plan_[member];
    const std::int64_t wanted = budget > plan ? plan : any ? std::min(plan, budget + wallet_[member]) : budget;
    wallet_[member] += budget - wanted;
    budget = wanted;
}

std::size_t Model::top_up(Member member, std::int64_t micro) {
    rail_ += micro;
    wallet_[member] += micro;
    reserve(member);
    top_ups_.push_back({member, micro, false});
    return top_ups_.size() - 1;
}

void Model::set_budget(Member member, std::int64_t micro) {
    plan_[member] = micro;
    reserve(member);
}

bool Model::was_flattred(Member giver, const std::string& thing) {
    const auto& flattrs = flattrs_[month_];
    const auto found = flattrs.find(giver);
    return found != flattrs.end() && found->second.contains(thing);
}

bool Model::flattr(Member giver, Identity owner, const std::string& thing, Thing number) {
    things_[thing] = number;
    Flattr& flattr = flattrs_[month_][giver].try_emplace(thing, Flattr{0, 0, false}).first->second;
    if (flattr.counts) return false;
    flattr = {owner, fee_ppm_, true};
    reserve(giver);
    return true;
}

bool Model::undo(Member giver, const std::string& thing) {
    return std::exchange(flattrs_[month_][giver].at(thing).counts, false);
}

std::int64_t Model::gift(Member giver, Identity recipient, std::int64_t micro) {
    wallet_[giver] -= micro;
    const auto number = static_cast<std::int64_t>(gifts_.size()) + 1;
    const std::int64_t fee = micro * fee_ppm_ / 1'000'000;
    const Member owner = owner_of(recipient);
    gifts_[number] = {giver, owner == 0 ? Gift::State::waiting : Gift::State::claimed};
    if (owner == 0) {
        escrow_.push_back({recipient, giver, micro, fee, ++arrivals_, Share::From::gift, number, now_ + ttl_});
    } else {
        revenue_[owner] += micro - fee;
        fees_ += fee;
    }
    return number;
}

void Model::recall(std::int64_t gift) {
    for (const Share& share : escrow_)
        if (share.gift == gift) {
            give_back(share.identity, [gift](const Share& each) { return each.gift == gift; });
            return;
        }
}

bool Model::use_revenue(Member member, std::int64_t micro) {
    if (revenue_[member] < micro) return false;
    revenue_[member] -= micro;
    wallet_[member] += micro;
    reserve(member);
    return true;
}

std::optional<std::int64_t> Model::reserve_payout(Member member, std::int64_t micro) {
    if (revenue_[member] < micro) return std::nullopt;
    revenue_[member] -= micro;
    const auto number = static_cast<std::int64_t>(payouts_.size()) + 1;
    payouts_[number] = {member, micro, false, Payout::State::reserved};
    return number;
}

void Model::resolve_payout(std::int64_t number, bool settled) {
    Payout& payout = payouts_.at(number);
    if (payout.state != Payout::State::reserved) return;
    payout.state = settled ? Payout::State::settled : Payout::State::failed;
    if (settled) {
        rail_ -= payout.micro;
        return;
    }
    (payout.from_wallet ? wallet_ : revenue_)[payout.member] += payout.micro;
    move_leftover(payout.member);
}

Left Model::leave(Member member) {
    Left left;
    wallet_[member] += std::exchange(revenue_[member], 0);
    left.paid_out = wallet_[member] - wallet_[member] % cent;
    wallet_[member] -= left.paid_out;
    if (left.paid_out > 0) {
        left.payout = static_cast<std::int64_t>(payouts_.size()) + 1;
        payouts_[left.payout] = {member, left.paid_out, true, Payout::State::reserved};
    }
    plan_[member] = 0;
    left_[member] = identities_of(member).back();
    std::erase_if(links_, [&](const auto& link) { return link.second.member == member; });
    left.stays = move_leftover(member);
    return left;
}

Taken Model::charge_back(std::size_t index) {
    TopUp& top_up = top_ups_.at(index);
    top_up.charged_back = true;
    const Member member = top_up.member;
    Taken taken;
    std::int64_t missing = top_up.micro;
    const auto take = [&](std::int64_t& pot) {
        const std::int64_t part = std::min(missing, pot);
        pot -= part;
        missing -= part;
        return part;
    };
    taken.wallet = take(wallet_[member]);
    for (auto budget = budget_.rbegin(); budget != budget_.rend(); ++budget)
        if (budget->first.first == member) taken.budget += take(budget->second);
    const auto home = left_.find(member);
    for (std::size_t i = escrow_.size(); i-- > 0 && missing > 0;) {
        const Share share = escrow_[i];
        const bool at_home = home != left_.end() && share.identity == home->second;
        if (share.giver != member || (share.from == Share::From::return_of_one_who_left && !at_home)) continue;
        end_gift(share, Gift::State::returned);
        escrow_.erase(escrow_.begin() + static_cast<std::ptrdiff_t>(i));
        wallet_[member] += share.micro;
        taken.escrow += take(wallet_[member]);
    }
    taken.loss = missing;
    loss_ += missing;
    rail_ -= top_up.micro;
    move_leftover(member);
    return taken;
}

bool Model::loss_during_a_close(std::size_t top_up) const {
    const bool closing =
        std::ranges::any_of(closes_, [](const auto& each) { return each.second.begun && !each.second.closed; });
    return closing && Model(*this).charge_back(top_up).loss > 0;
}

std::optional<base::Month> Model::month_to_close() const {
    for (const auto& [month, close] : closes_)
        if (!close.closed) return month;
    return std::nullopt;
}

void Model::divide(base::Month month, Close& close, Member giver) {
    std::int64_t& budget = budget_[{giver, month}];
    struct Counted {
        base::Digest rank;
        Thing thing = 0;
        Share share;
        std::int64_t fee_ppm = 0;
    };
    std::vector<Counted> counted;
    for (const auto& [thing, flattr] : flattrs_[month][giver])
        if (flattr.counts && owner_of(flattr.identity) != giver && !opted_out(flattr.identity))
            counted.push_back({giving::rank(month, {giver}, {things_.at(thing)}),
                               things_.at(thing),
                               {flattr.identity, giver},
                               flattr.fee_ppm});
    if (counted.empty()) {
        put_back(giver, std::exchange(budget, 0), ++arrivals_);
        return;
    }
    std::ranges::sort(counted, {}, &Counted::rank);
    const auto count = static_cast<std::int64_t>(counted.size());
    for (std::int64_t i = 0; i < count; ++i) {
        Counted& each = counted[static_cast<std::size_t>(i)];
        each.share.micro = budget / count + (i < budget % count ? 1 : 0);
        each.share.fee = each.share.micro * each.fee_ppm / 1'000'000;
    }
    std::ranges::sort(counted, {}, &Counted::thing);
    for (const Counted& each : counted)
        if (each.share.micro > 0) close.to_pay[each.share.identity].push_back(each.share);
    budget = 0;
}

void Model::pay(Identity identity, std::vector<Share> shares) {
    const Member owner = owner_of(identity);
    if (opted_out(identity)) {
        std::map<Member, std::int64_t> by_giver;
        for (const Share& share : shares)
            by_giver[share.giver] += share.micro;
        for (const auto& [giver, micro] : by_giver)
            put_back(giver, micro, ++arrivals_);
        return;
    }
    ++arrivals_;
    for (Share& share : shares) {
        share.expires_at = now_ + ttl_;
        share.arrival = arrivals_;
        if (owner == 0) {
            escrow_.push_back(share);
        } else if (owner == share.giver) {
            wallet_[owner] += share.micro;
        } else {
            revenue_[owner] += share.micro - share.fee;
            fees_ += share.fee;
        }
    }
}

bool Model::close_step(base::Month month, std::int64_t givers_max, std::int64_t lines_max) {
    Close& close = closes_[month];
    close.begun = true;
    if (!close.paying) {
        close.paying = close.to_divide.empty();
        for (std::int64_t i = 0; i < givers_max && !close.to_divide.empty(); ++i) {
            divide(month, close, *close.to_divide.begin());
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

Model::Place Model::refund_to(Member giver) const {
    const auto home = left_.find(giver);
    if (home == left_.end()) return {Pot::wallet, giver};
    const Member returned = owner_of(home->second);
    return returned != 0 ? Place{Pot::wallet, returned} : Place{Pot::escrow, home->second};
}

Model::Place Model::way_back(Identity here, Member giver) const {
    const Place back = refund_to(giver);
    if (back.pot == Pot::escrow && here == leftovers_ && !opted_out(here) && owner_of(here) == 0)
        return {back.pot, here};
    if (back.pot != Pot::escrow || (back.owner != here && !opted_out(back.owner))) return back;
    if (opted_out(leftovers_)) return here != 0 ? back : Place{Pot::escrow, here};
    const Member owner = owner_of(leftovers_);
    return owner != 0 ? Place{Pot::revenue, owner} : Place{Pot::escrow, leftovers_};
}

void Model::put(Place place, Member giver, std::int64_t micro, std::int64_t arrival) {
    if (place.pot == Pot::escrow)
        escrow_.push_back({place.owner, giver, micro, 0, arrival, Share::From::return_of_one_who_left, 0, now_ + ttl_});
    else
        (place.pot == Pot::wallet ? wallet_ : revenue_)[place.owner] += micro;
}

void Model::put_back(Member giver, std::int64_t micro, std::int64_t arrival) {
    const Place to = way_back(0, giver);
    if (micro > 0) put(to == Place{Pot::escrow, 0} ? Place{Pot::wallet, giver} : to, giver, micro, arrival);
}

std::int64_t Model::move_leftover(Member member) {
    if (!left_.contains(member)) return 0;
    const Place to = way_back(0, member);
    if (to == Place{Pot::escrow, 0}) return 0;  // nowhere to go
    std::int64_t moved = 0;
    for (std::int64_t* const pot : {&wallet_[member], &revenue_[member]})
        if (const std::int64_t micro = std::exchange(*pot, 0); micro > 0) {
            put(to, member, micro, ++arrivals_);
            moved += micro;
        }
    return moved;
}

void Model::end_gift(const Share& share, Gift::State state) {
    if (share.gift != 0) gifts_.at(share.gift).state = state;
}

template <class Which>
std::int64_t Model::give_back(Identity here, const Which& which) {
    // An arrival of which a line has nowhere to go stays whole.
    std::set<std::int64_t> staying;
    const auto chosen = [&](const Share& share) { return share.identity == here && which(share); };
    for (const Share& share : escrow_)
        if (chosen(share) && way_back(here, share.giver) == Place{Pot::escrow, here}) staying.insert(share.arrival);
    std::map<Member, std::vector<Share>> by_giver;
    std::erase_if(escrow_, [&](const Share& share) {
        if (!chosen(share) || staying.contains(share.arrival)) return false;
        by_giver[share.giver].push_back(share);
        return true;
    });
    std::int64_t returned = 0;
    for (const auto& [giver, shares] : by_giver) {
        ++arrivals_;
        for (const Share& share : shares) {
            end_gift(share, Gift::State::returned);
            put(way_back(here, giver), giver, share.micro, arrivals_);
            returned += share.micro;
        }
    }
    return returned;
}

std::set<Member> Model::owners_of(const std::vector<Identity>& identities) const {
    std::set<Member> owners;
    for (const Identity identity : identities)
        if (const Member owner = owner_of(identity); owner != 0) owners.insert(owner);
    return owners;
}

std::pair<std::int64_t, std::int64_t> Model::claim(const std::vector<Identity>& identities, Member member) {
    std::pair<std::int64_t, std::int64_t> sums;
    ++link_clock_;
    for (const Identity identity : identities)
        links_.try_emplace(identity, Link{member, link_clock_});
    for (const Identity identity : identities) {
        for (const Share& share : escrow_) {
            if (share.identity != identity) continue;
            const bool own = way_back(identity, share.giver) == Place{Pot::wallet, member};
            end_gift(share, own ? Gift::State::returned : Gift::State::claimed);
            (own ? wallet_ : revenue_)[member] += share.micro - (own ? 0 : share.fee);
            (own ? sums.second : sums.first) += share.micro - (own ? 0 : share.fee);
            fees_ += own ? 0 : share.fee;
        }
        std::erase_if(escrow_, [&](const Share& share) { return share.identity == identity; });
    }
    return sums;
}

std::int64_t Model::decline(const std::vector<Identity>& identities) {
    std::int64_t returned = 0;
    for (const Identity identity : identities)
        returned += give_back(identity, [](const Share&) { return true; });
    return returned;
}

std::int64_t Model::expire() {
    std::set<Identity> due;
    for (const Share& share : escrow_)
        if (share.expires_at <= now_) due.insert(share.identity);
    std::int64_t returned = 0;
    for (const Identity identity : due)
        returned += give_back(identity, [this](const Share& share) { return share.expires_at <= now_; });
    return returned;
}

std::int64_t Model::opt_out(const std::vector<Identity>& identities) {
    std::int64_t returned = 0;
    for (const Identity identity : identities) {
        if (opted_out(identity)) continue;
        returned += give_back(identity, [](const Share&) { return true; });
        opted_out_.insert(identity);
    }
    return returned;
}

void Model::lift(const std::vector<Identity>& identities) {
    for (const Identity identity : identities)
        opted_out_.erase(identity);
}

std::int64_t Model::wallet(Member member) const { return value_of(wallet_, member); }
std::int64_t Model::revenue(Member member) const { return value_of(revenue_, member); }

Balances Model::balances() const {
    Balances all;
    all[{1, 1, 0}] = -rail_;
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
    all[{9, 0, 0}] = fees_;
    all[{11, 0, 0}] = -loss_;
    std::erase_if(all, [](const auto& balance) { return balance.second == 0; });
    return all;
}

}  // namespace obolus::simulation
