#include "simulation/simulation.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "hub/chargeback.hpp"
#include "hub/expire_escrow.hpp"
#include "hub/gift.hpp"
#include "hub/index_history.hpp"
#include "hub/leave.hpp"
#include "hub/opt_out.hpp"
#include "hub/payout.hpp"
#include "hub/statement.hpp"
#include "hub/trace.hpp"
#include "hub/undo_flattr.hpp"
#include "hub/unlink_identity.hpp"
#include "hub/use_revenue.hpp"
#include "ledger/refusal.hpp"
#include "payouts/refusal.hpp"
#include "store/checks.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::simulation {

namespace {
constexpr int people = 12;
const std::string leftovers = std::to_string(people);

base::Result<Balances> read_balances(store::Snapshot& snapshot, const hub::Rules&, const int&) {
    Balances all;
    store::each_account(snapshot.connection(), [&](const ledger::Account& account) {
        if (account.available() != 0)
            all[{static_cast<int>(account.key.kind), account.key.owner, account.key.month.index}] = account.available();
    });
    return all;
}

base::Result<std::string> read_checks(store::Snapshot& snapshot, const hub::Rules&, const int&) {
    std::string findings;
    for (const store::CheckFinding& finding : store::run_checks(snapshot.connection(), 3))
        findings += finding.check + ": " + finding.place + " " + finding.row_key + " " + finding.problem + "\n";
    return findings;
}

hub::Rules rules(std::int64_t fee_ppm) {
    hub::Rules rules = support::TestHub::default_rules();
    rules.escrow_ttl = std::chrono::days{40};
    rules.leftovers_to = {"demo", "", leftovers};
    rules.opt_out_key = std::string(32, 'k');
    rules.fee_ppm = fee_ppm;
    return rules;
}

bool is_end(const std::string& kind) {
    constexpr std::array<std::string_view, 5> ends{"top_up", "rests", "payout_settle", "fee", "chargeback"};
    return std::ranges::find(ends, kind) != ends.end();
}

/// The steps right below one of `depth`, from `at` on, sum to its amount; and so do theirs.
void expect_whole(const std::vector<hub::TraceStep>& steps, std::size_t at, int depth, const hub::TraceStep& of) {
    std::int64_t sum = 0;
    bool any = false;
    for (std::size_t i = at; i < steps.size() && steps[i].depth > depth; ++i) {
        if (steps[i].depth != depth + 1) continue;
        any = true;
        sum += steps[i].amount.micro();
        expect_whole(steps, i + 1, depth + 1, steps[i]);
    }
    if (any)
        EXPECT_EQ(sum, of.amount.micro()) << "below " << of.kind << " " << of.id;
    else
        EXPECT_TRUE(is_end(of.kind)) << of.kind << " " << of.id << " leads nowhere";
}
}  // namespace

Simulation::Simulation(std::uint64_t seed) : random_(seed), test_(rules(0)), model_(rules(0).escrow_ttl, 0) {
    commit();
    test_.sign_in(leftovers);
    model_.name_leftovers(model_.meet(leftovers));
}

std::string Simulation::somebody() { return std::to_string(pick(1, people)); }

void Simulation::settle_town() {
    for (int i = 0; i < 4; ++i)
        join();
    for (int i = 0; i < 4; ++i) {
        top_up();
        set_budget();
    }
    for (int i = 0; i < 8; ++i)
        flattr();
}

void Simulation::run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
        const char* const what = step();
        SCOPED_TRACE("step " + std::to_string(i) + ": " + what);
        EXPECT_EQ(test_.hub().ask_now(read_balances, 0).value(), model_.balances());
        EXPECT_EQ(test_.hub().ask_now(read_checks, 0).value(), "");
    }
    EXPECT_EQ(test_.audit(), "");
}

std::int64_t Simulation::pick(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
}

Member Simulation::member() {
    return members_.empty() ? 0 : members_[static_cast<std::size_t>(pick(0, std::ssize(members_) - 1))];
}

const char* Simulation::step() {
    const std::int64_t kind = pick(0, 99);
    if (kind < 4 || members_.empty()) return join(), "join";
    if (kind < 10) return top_up(), "top up";
    if (kind < 14) return set_budget(), "set budget";
    if (kind < 30) return flattr(), "flattr";
    if (kind < 34) return undo(), "undo";
    if (kind < 42) return gift(), "gift";
    if (kind < 45) return recall(), "recall";
    if (kind < 48) return use_revenue(), "use revenue";
    if (kind < 52) return reserve_payout(), "reserve payout";
    if (kind < 57) return settle_payout(), "settle payout";
    if (kind < 59) return leave(), "leave";
    if (kind < 62) return charge_back(), "charge back";
    if (kind < 65) return opt_out(), "opt out";
    if (kind < 67) return unlink(), "unlink";
    if (kind < 71) return end_month(), "end month";
    if (kind < 84) return close(), "close step";
    if (kind < 89) return claim(), "claim";
    if (kind < 91) return decline(), "decline";
    if (kind < 94) return expire(), "expire";
    if (kind < 95) return statement(), "statement";
    if (kind < 97) return trace(), "trace";
    if (kind < 98) return test_.advance(std::chrono::hours{pick(-48, 24 * 25)}), "clock";
    return restart(), "restart";
}

void Simulation::restart() {
    const std::int64_t fee_ppm =
        std::array<std::int64_t, 4>{0, 25'000, 333'333, 1}[static_cast<std::size_t>(pick(0, 3))];
    test_.restart(rules(fee_ppm));
    model_.set_fee(fee_ppm);
}

std::pair<std::string, std::vector<Identity>> Simulation::session() {
    std::vector<std::string> subjects{somebody()};
    if (pick(0, 2) == 0)
        if (std::string other = somebody(); other != subjects[0]) subjects.push_back(std::move(other));
    commit();
    std::vector<Identity> identities;
    for (const std::string& subject : subjects)
        identities.push_back(model_.meet(subject));
    return {test_.sign_in_as_all(subjects), identities};
}

std::pair<std::string, Identity> Simulation::session_of(Member member) {
    const std::vector<Identity> identities = model_.identities_of(member);
    const Identity identity = identities[static_cast<std::size_t>(pick(0, std::ssize(identities) - 1))];
    commit();
    return {test_.sign_in(model_.subject_of(identity)), identity};
}

void Simulation::join() {
    const std::string subject = std::to_string(pick(1, people / 2));  // the others only receive
    const std::string token = test_.sign_in(subject);
    commit();
    const Identity identity = model_.meet(subject);
    const auto opened = test_.hub().run_now(hub::open_account, hub::OpenAccount{token});
    if (model_.owner_of(identity) != 0) {
        EXPECT_EQ(opened.error(), hub::Refusal::account_exists);
        return;
    }
    members_.push_back(opened.value().member.value);
    model_.join(members_.back(), identity);
}

void Simulation::top_up() {
    const hub::TopUp command{{member()}, test_.micro(pick(0, 300) * 10'000), "test", "k" + std::to_string(pick(1, 12))};
    commit();
    const auto receipt = test_.hub().run_now(hub::top_up, command);
    if (command.amount.is_zero()) {
        EXPECT_EQ(receipt.error(), money::Refusal::amount_zero);
        return;
    }
    const auto [used, fresh] =
        keys_.try_emplace({command.member.value, command.idempotency_key}, command.amount.micro());
    if (fresh) {
        EXPECT_FALSE(receipt.value().repeated);
        model_.top_up(command.member.value, command.amount.micro());
        top_up_ids_.push_back(receipt.value().id);
    } else if (used->second != command.amount.micro()) {
        EXPECT_EQ(receipt.error(), hub::Refusal::idempotency_key_reused);
    } else {
        EXPECT_TRUE(receipt.value().repeated);
    }
}

void Simulation::set_budget() {
    const Member member = this->member();
    const std::int64_t micro = pick(0, 4) == 0 ? pick(0, 20) : pick(0, 2'000'000);
    commit();
    ASSERT_TRUE(test_.set_budget({member}, test_.micro(micro)));
    model_.set_budget(member, micro);
}

Simulation::Target Simulation::target() {
    const std::int64_t post = pick(0, 2 * people);
    const std::string subject = post == 0 ? somebody() : std::to_string(post % people + 1);
    return {post, subject, post == 0 ? "demo:" + subject : "demo:post:" + std::to_string(post)};
}

void Simulation::flattr() {
    const Member giver = member();
    const Target what = target();
    commit();
    const Identity owner = model_.meet(what.subject);
    const auto receipt = what.post == 0 ? test_.flattr({giver}, what.subject)
                                        : test_.flattr_post({giver}, what.subject, std::to_string(what.post));
    if (model_.opted_out(owner)) {
        EXPECT_EQ(receipt.error(), giving::Refusal::recipient_opted_out);
    } else if (model_.owner_of(owner) == giver) {
        EXPECT_EQ(receipt.error(), giving::Refusal::own_thing);
    } else {
        EXPECT_EQ(receipt.value().month, model_.month());
        const std::string& id = flattr_ids_[{giver, what.thing, model_.month()}] = receipt.value().id;
        EXPECT_EQ(receipt.value().repeated, !model_.flattr(giver, owner, what.thing, thing_in(id)));
    }
}

void Simulation::undo() {
    if (flattr_ids_.empty()) return;
    const auto found = std::next(flattr_ids_.begin(), pick(0, std::ssize(flattr_ids_) - 1));
    const auto& [giver, thing, month] = found->first;
    commit();
    const auto receipt = test_.hub().run_now(hub::undo_flattr, hub::UndoFlattr{{giver}, found->second});
    if (month != model_.month())
        EXPECT_EQ(receipt.error(), giving::Refusal::month_is_cut);
    else
        EXPECT_EQ(receipt.value().repeated, !model_.undo(giver, thing));
}

void Simulation::gift() {
    const Member giver = member();
    const Target what = target();
    const std::int64_t micro = pick(1, 1'500'000);
    commit();
    const bool affordable = model_.wallet(giver) >= micro;
    const Identity owner = affordable ? model_.meet(what.subject) : 0;
    const auto receipt = test_.hub().run_now(hub::gift, hub::Gift{{giver},
                                                                  support::TestHub::person(what.subject),
                                                                  {what.thing, "", ""},
                                                                  test_.micro(micro),
                                                                  false,
                                                                  fresh_key()});
    if (!affordable) {
        EXPECT_EQ(receipt.error(), ledger::Refusal::insufficient_funds);
    } else if (model_.opted_out(owner)) {
        EXPECT_EQ(receipt.error(), giving::Refusal::recipient_opted_out);
    } else if (model_.owner_of(owner) == giver) {
        EXPECT_EQ(receipt.error(), giving::Refusal::own_thing);
    } else {
        EXPECT_EQ(receipt.value().received, model_.owner_of(owner) != 0);
        EXPECT_EQ(model_.gift(giver, owner, micro), std::ssize(gift_ids_) + 1);
        gift_ids_.push_back(receipt.value().id);
    }
}

void Simulation::recall() {
    if (gift_ids_.empty()) return;
    const std::int64_t number = pick(1, std::ssize(gift_ids_));
    const Gift gift = model_.gift_of(number);
    if (std::ranges::find(members_, gift.giver) == members_.end()) return;  // has left
    commit();
    const auto receipt = test_.hub().run_now(
        hub::recall_gift, hub::RecallGift{{gift.giver}, gift_ids_[static_cast<std::size_t>(number - 1)]});
    if (gift.state == Gift::State::claimed) {
        EXPECT_EQ(receipt.error(), giving::Refusal::gift_claimed);
    } else if (gift.state == Gift::State::returned) {
        EXPECT_EQ(receipt.error(), giving::Refusal::gift_returned);
    } else {
        ASSERT_TRUE(receipt);
        model_.recall(number);
        EXPECT_EQ(receipt.value().wallet.micro(), model_.wallet(gift.giver));
    }
}

void Simulation::use_revenue() {
    const Member member = this->member();
    const std::int64_t micro = pick(1, 700'000);
    commit();
    const auto receipt =
        test_.hub().run_now(hub::use_revenue, hub::UseRevenue{{member}, test_.micro(micro), fresh_key()});
    if (!model_.use_revenue(member, micro)) {
        EXPECT_EQ(receipt.error(), ledger::Refusal::insufficient_funds);
        return;
    }
    EXPECT_EQ(receipt.value().revenue.micro(), model_.revenue(member));
    EXPECT_EQ(receipt.value().wallet.micro(), model_.wallet(member));
}

void Simulation::reserve_payout() {
    const Member member = this->member();
    const std::int64_t micro = pick(1, 70) * 10'000;
    commit();
    const auto view = test_.hub().run_now(
        hub::reserve_payout,
        hub::ReservePayout{
            {member}, test_.micro(micro), "test", "test:ok", base::from_micros(INT64_MAX / 2), fresh_key()});
    const auto number = model_.reserve_payout(member, micro);
    if (number) {
        EXPECT_EQ(view.value().number, *number);
        payouts_ = *number;
    } else {
        EXPECT_EQ(view.error(), ledger::Refusal::insufficient_funds);
    }
}

void Simulation::settle_payout() {
    if (payouts_ == 0) return;
    const std::int64_t number = pick(1, payouts_);
    const auto answer = static_cast<hub::RailAnswer>(pick(0, 2));
    const auto [known, fresh] = answers_.try_emplace(number, answer);
    if (fresh && answer == hub::RailAnswer::unknown) answers_.erase(known);
    commit();
    const auto view =
        test_.hub().run_now(hub::settle_payout, hub::SettlePayout{number, answer, "", "the rail says no"});
    if (answer == hub::RailAnswer::unknown) {
        EXPECT_TRUE(view);
    } else if (fresh) {
        EXPECT_FALSE(view.value().repeated);
        model_.resolve_payout(number, answer == hub::RailAnswer::settled);
    } else if (known->second != answer) {
        EXPECT_EQ(view.error(), payouts::Refusal::answer_contradicts);
    } else {
        EXPECT_TRUE(view.value().repeated);
    }
}

void Simulation::leave() {
    const Member member = this->member();
    const std::string token = session_of(member).first;
    commit();
    const auto receipt = test_.hub().run_now(hub::leave, hub::Leave{token, "test", "test:ok", fresh_key()}).value();
    const Left left = model_.leave(member);
    EXPECT_EQ(receipt.paid_out.micro(), left.paid_out);
    EXPECT_EQ(receipt.stays.micro(), left.stays);
    if (left.payout != 0) {
        EXPECT_EQ(receipt.payout_id, "test/p/" + std::to_string(left.payout));
        payouts_ = left.payout;
    }
    std::erase(members_, member);
}

void Simulation::charge_back() {
    if (top_up_ids_.empty()) return;
    const auto index = static_cast<std::size_t>(pick(0, std::ssize(top_up_ids_) - 1));
    commit();
    const auto receipt = test_.hub().run_now(hub::chargeback, hub::Chargeback{top_up_ids_[index], fresh_key()});
    if (model_.top_up_of(index).charged_back) {
        EXPECT_EQ(receipt.error(), payouts::Refusal::top_up_charged_back);
        return;
    }
    if (!receipt) {
        EXPECT_EQ(receipt.error(), payouts::Refusal::month_is_closing);
        EXPECT_TRUE(model_.loss_during_a_close(index));
        return;
    }
    EXPECT_FALSE(model_.loss_during_a_close(index));
    const Taken taken = model_.charge_back(index);
    EXPECT_EQ(receipt.value().from_wallet.micro(), taken.wallet);
    EXPECT_EQ(receipt.value().from_budget.micro(), taken.budget);
    EXPECT_EQ(receipt.value().from_escrow.micro(), taken.escrow);
    EXPECT_EQ(receipt.value().loss.micro(), taken.loss);
}

void Simulation::opt_out() {
    const auto [token, identities] = session();
    commit();
    if (std::ranges::any_of(identities, [this](Identity identity) { return model_.opted_out(identity); })) {
        EXPECT_TRUE(test_.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{token}));
        model_.lift(identities);
        return;
    }
    const auto receipt = test_.hub().run_now(hub::opt_out, hub::OptOut{token});
    if (!model_.owners_of(identities).empty())
        EXPECT_EQ(receipt.error(), claims::Refusal::identity_is_linked);
    else
        EXPECT_EQ(receipt.value().returned.micro(), model_.opt_out(identities));
}

void Simulation::unlink() {
    const Member member = this->member();
    const auto [token, identity] = session_of(member);
    if (model_.opted_out(identity)) return;  // the row is blank, so the key below would not be its own
    commit();
    const auto receipt = test_.hub().run_now(hub::unlink_identity,
                                             hub::UnlinkIdentity{token, {"demo", "", model_.subject_of(identity)}});
    if (model_.identities_of(member).size() < 2) {
        EXPECT_EQ(receipt.error(), claims::Refusal::last_sign_in);
    } else if (!model_.may_unlink(member)) {
        EXPECT_EQ(receipt.error(), claims::Refusal::payout_in_flight);
    } else {
        ASSERT_TRUE(receipt);
        model_.unlink(identity);
    }
}

void Simulation::end_month() {
    commit();
    const base::Month ended = test_.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    EXPECT_EQ(ended, model_.month());
    lead_ += rules(0).calendar.start_of(ended.next()) - (test_.now() + lead_);
}

void Simulation::close() {
    commit();
    const auto month = model_.month_to_close();
    const hub::CloseMonth command{month.value_or(model_.month()), pick(1, 3), pick(1, 6)};
    const auto status = test_.hub().run_now(hub::close_month, command);
    if (!month) {
        EXPECT_EQ(status.error(), hub::Refusal::month_still_running);
        return;
    }
    EXPECT_EQ(status.value().phase == hub::MonthPhase::closed,
              model_.close_step(*month, command.givers_max, command.lines_max));
}

void Simulation::claim() {
    const auto [token, identities] = session();
    commit();
    const auto receipt = test_.hub().run_now(hub::accept_claim, hub::AcceptClaim{token});
    const std::set<Member> owners = model_.owners_of(identities);
    if (owners.size() > 1) {
        EXPECT_EQ(receipt.error(), claims::Refusal::identity_claimed_by_another);
        return;
    }
    const Member member = receipt.value().member.value;
    if (owners.empty()) {
        EXPECT_EQ(std::ranges::find(members_, member), members_.end());
        members_.push_back(member);
    } else {
        EXPECT_EQ(member, *owners.begin());
    }
    const auto [released, refunded] = model_.claim(identities, member);
    EXPECT_EQ(receipt.value().released.micro(), released);
    EXPECT_EQ(receipt.value().refunded.micro(), refunded);
}

void Simulation::decline() {
    const auto [token, identities] = session();
    commit();
    const auto receipt = test_.hub().run_now(hub::decline_claim, hub::DeclineClaim{token});
    const std::int64_t returned = model_.decline(identities);
    if (returned == 0)
        EXPECT_EQ(receipt.error(), claims::Refusal::nothing_waiting);
    else
        EXPECT_EQ(receipt.value().returned.micro(), returned);
}

void Simulation::expire() {
    commit();
    EXPECT_EQ(test_.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value().returned.micro(), model_.expire());
}

void Simulation::statement() {
    commit();
    ASSERT_TRUE(test_.hub().run_now(hub::index_history, hub::IndexHistory{pick(1, 40)}));
    const Member member = this->member();
    const auto account = pick(0, 1) == 0 ? hub::StatementOf::wallet : hub::StatementOf::revenue;
    std::int64_t balance = account == hub::StatementOf::wallet ? model_.wallet(member) : model_.revenue(member);
    hub::ShowStatement question{{member}, account, 0, pick(1, 7)};
    do {
        const hub::Statement page = test_.hub().ask_now(hub::statement, question).value();
        for (const hub::StatementEntry& entry : page.entries) {
            EXPECT_EQ(entry.balance.micro(), balance) << entry.id;
            balance += entry.in ? -entry.amount.micro() : entry.amount.micro();
        }
        question.before_seq = page.next_before_seq;
    } while (question.before_seq != 0);
    EXPECT_EQ(balance, 0);
}

void Simulation::trace() {
    if (gift_ids_.empty()) return;
    const hub::TraceMoney question{gift_ids_[static_cast<std::size_t>(pick(0, std::ssize(gift_ids_) - 1))]};
    const hub::Trace way = test_.hub().ask_now(hub::trace, question).value();
    EXPECT_EQ(way.subject.id, question.id);
    if (!way.complete) return;  // cut at a thousand steps, where a part has lost its rest
    expect_whole(way.origins, 0, 0, way.subject);
    expect_whole(way.fates, 0, 0, way.subject);
}

}  // namespace obolus::simulation
