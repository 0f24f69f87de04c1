// Random verbs against the plain model: after every step each balance must be the model's, and now and then the checks
// of sql/checks must find nothing; at the end the audit replays it all.
//
// OBOLUS_SIMULATION_SEEDS runs more seeds than the usual ones, OBOLUS_SIMULATION_FIRST_SEED begins at another: a
// failure names its seed.
#include <algorithm>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "hub/expire_escrow.hpp"
#include "simulation/model.hpp"
#include "store/checks.hpp"
#include "store/ledger_rows.hpp"
#include "support/test_hub.hpp"

namespace obolus::simulation {
namespace {

constexpr int steps = 100;
constexpr int people = 12;
constexpr int checks_every = 20;

std::int64_t setting(const char* name, std::int64_t otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoll(text);
}

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

hub::Rules rules() {
    hub::Rules rules = support::TestHub::default_rules();
    rules.escrow_ttl = std::chrono::days{40};
    return rules;
}

class Simulation {
   public:
    explicit Simulation(std::uint64_t seed) : random_(seed), test_(rules()), model_(rules().escrow_ttl) {}

    void run() {
        for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
            const char* const what = step();
            SCOPED_TRACE("step " + std::to_string(i) + ": " + what);
            EXPECT_EQ(test_.hub().ask_now(read_balances, 0).value(), model_.balances());
            if (i % checks_every == 0) {
                EXPECT_EQ(test_.hub().ask_now(read_checks, 0).value(), "");
            }
        }
        EXPECT_EQ(test_.audit(), "");
    }

   private:
    std::int64_t pick(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }
    std::string somebody() { return std::to_string(pick(1, people)); }
    /// A member, 0 while there is none.
    Member member() {
        return members_.empty() ? 0 : members_[static_cast<std::size_t>(pick(0, std::ssize(members_) - 1))];
    }

    /// The hub commits at its clock, a demo clock's lead included.
    void commit() { model_.commit_at(test_.now() + lead_); }

    const char* step() {
        const std::int64_t kind = pick(0, 99);
        if (kind < 7 || members_.empty()) return join(), "join";
        if (kind < 15) return top_up(), "top up";
        if (kind < 22) return set_budget(), "set budget";
        if (kind < 53) return flattr(), "flattr";
        if (kind < 61) return end_month(), "end month";
        if (kind < 87) return close(), "close step";
        if (kind < 90) return claim(), "claim";
        if (kind < 92) return decline(), "decline";
        if (kind < 96) return expire(), "expire";
        if (kind < 99) return test_.advance(std::chrono::hours{pick(-48, 24 * 25)}), "clock";
        return test_.restart(), "restart";
    }

    std::pair<std::string, std::vector<Identity>> session() {
        std::vector<std::string> subjects{somebody()};
        if (pick(0, 2) == 0) subjects.push_back(somebody());
        commit();
        std::vector<Identity> identities;
        for (const std::string& subject : subjects)
            identities.push_back(model_.meet(subject));
        return {test_.sign_in_as_all(subjects), identities};
    }

    void join() {
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

    void top_up() {
        const hub::TopUp command{
            {member()}, test_.micro(pick(0, 300) * 10'000), "test", "k" + std::to_string(pick(1, 12))};
        commit();
        const auto receipt = test_.hub().run_now(hub::top_up, command);
        if (command.amount.is_zero()) {
            EXPECT_EQ(receipt.error(), money::Refusal::amount_zero);
            return;
        }
        const auto [used, fresh] =
            keys_.try_emplace({command.member.value, command.idempotency_key}, command.amount.micro());
        if (fresh)
            model_.top_up(command.member.value, command.amount.micro());
        else if (used->second != command.amount.micro())
            EXPECT_EQ(receipt.error(), hub::Refusal::idempotency_key_reused);
        else
            EXPECT_TRUE(receipt.value().repeated);
    }

    void set_budget() {
        const Member member = this->member();
        const std::int64_t micro = pick(0, 4) == 0 ? pick(0, 20) : pick(0, 2'000'000);
        commit();
        ASSERT_TRUE(test_.set_budget({member}, test_.micro(micro)));
        model_.set_budget(member, micro);
    }

    void flattr() {
        const Member giver = member();
        const std::int64_t post = pick(0, 2 * people);  // 0: the account itself
        const std::string subject = post == 0 ? somebody() : std::to_string(post % people + 1);
        commit();
        const Identity owner = model_.meet(subject);
        const auto receipt =
            post == 0 ? test_.flattr({giver}, subject) : test_.flattr_post({giver}, subject, std::to_string(post));
        if (model_.owner_of(owner) == giver) {
            EXPECT_EQ(receipt.error(), giving::Refusal::own_thing);
            return;
        }
        const std::string thing = post == 0 ? "demo:" + subject : "demo:post:" + std::to_string(post);
        EXPECT_EQ(receipt.value().month, model_.month());
        EXPECT_EQ(receipt.value().repeated, !model_.flattr(giver, owner, thing));
    }

    void end_month() {
        commit();
        const base::Month ended = test_.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
        EXPECT_EQ(ended, model_.month());
        lead_ += rules().calendar.start_of(ended.next()) - (test_.now() + lead_);
    }

    void close() {
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

    void claim() {
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

    void decline() {
        const auto [token, identities] = session();
        commit();
        const auto receipt = test_.hub().run_now(hub::decline_claim, hub::DeclineClaim{token});
        const std::int64_t returned = model_.decline(identities);
        if (returned == 0)
            EXPECT_EQ(receipt.error(), claims::Refusal::nothing_waiting);
        else
            EXPECT_EQ(receipt.value().returned.micro(), returned);
    }

    void expire() {
        commit();
        EXPECT_EQ(test_.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value().returned.micro(),
                  model_.expire());
    }

    std::mt19937_64 random_;
    support::TestHub test_;
    Model model_;
    std::chrono::microseconds lead_{0};
    std::vector<Member> members_;
    std::map<std::pair<Member, std::string>, std::int64_t> keys_;
};

TEST(Simulation, random_verbs_leave_the_balances_of_a_plain_model) {
    const auto first = static_cast<std::uint64_t>(setting("OBOLUS_SIMULATION_FIRST_SEED", 1));
    const auto seeds = static_cast<std::uint64_t>(setting("OBOLUS_SIMULATION_SEEDS", 100));
    for (std::uint64_t seed = first; seed < first + seeds && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Simulation(seed).run();
    }
}

}  // namespace
}  // namespace obolus::simulation
