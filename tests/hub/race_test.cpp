// Everything at once on one identity: members who each prove to be it, its owner who declines and opts out, a giver who
// recalls, a month that is being closed. Whoever is first, it has one owner afterwards and no cent is lost or doubled.
#include <algorithm>
#include <atomic>
#include <functional>
#include <latch>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "hub/expire_escrow.hpp"
#include "hub/gift.hpp"
#include "hub/opt_out.hpp"
#include "support/postgresql.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

constexpr int claimers = 64;
constexpr int threads = 4;

hub::Rules rules() {
    hub::Rules rules = TestHub::default_rules();
    rules.opt_out_key = std::string(32, 'k');
    return rules;
}

class Race {
   public:
    explicit Race(std::uint64_t seed) : random_(seed) {
        giver_ = test_.join("giver", 5'000, 0);
        for (int i = 0; i < claimers; ++i)
            test_.join("member" + std::to_string(i));
    }

    void run(int round) {
        const std::string subject = "contested" + std::to_string(round);
        const base::Month month = prepare(subject);
        for (int i = 0; i < claimers; ++i)
            add(hub::accept_claim, hub::AcceptClaim{test_.sign_in_as_all({"member" + std::to_string(i), subject})},
                &claimed_);
        add(hub::decline_claim, hub::DeclineClaim{test_.sign_in(subject)});
        add(hub::opt_out, hub::OptOut{test_.sign_in(subject)});
        add(hub::recall_gift, hub::RecallGift{giver_, gift_id_});
        add(hub::expire_escrow, hub::ExpireEscrow{});
        for (int i = 0; i < 6; ++i)
            add(hub::close_month, hub::CloseMonth{month, 1, 1});
        start();

        EXPECT_EQ(claimed_.load(), 1) << "owners of " << subject;
        EXPECT_EQ(test_.number("SELECT COUNT(*) FROM links WHERE linked_at > " + std::to_string(before_)), 1);
        expect_nothing_lost();
        test_.close_month(month);
        expect_nothing_lost();
    }
    std::string audit() { return test_.audit(); }

   private:
    /// A share that is about to be paid, and a gift that waits.
    base::Month prepare(const std::string& subject) {
        claimed_ = 0;
        EXPECT_TRUE(test_.set_budget(giver_, test_.euros(1)));
        EXPECT_TRUE(test_.flattr(giver_, subject));
        const base::Month month = test_.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
        const auto gift = test_.hub().run_now(
            hub::gift,
            hub::Gift{giver_, TestHub::person(subject), {"demo:" + subject, "", ""}, test_.euros(1), false, subject});
        gift_id_ = gift.value().id;
        before_ = test_.number("SELECT at FROM log_head");
        return month;
    }

    template <class Command, class Answer>
    void add(hub::Verb<Command, Answer> verb, Command command, std::atomic<int>* succeeded = nullptr) {
        commands_.push_back([this, verb, command, succeeded](std::latch& answered) {
            test_.hub().run<Command, Answer>(verb, command, [succeeded, &answered](base::Result<Answer> answer) {
                if (answer && succeeded != nullptr) ++*succeeded;
                answered.count_down();
            });
        });
    }
    /// All at once, in any order: the writer takes them in batches as they come.
    void start() {
        std::ranges::shuffle(commands_, random_);
        std::latch answered(std::ssize(commands_));
        std::atomic<std::size_t> next{0};
        {
            std::vector<std::jthread> callers;
            for (int i = 0; i < threads; ++i)
                callers.emplace_back([this, &next, &answered] {
                    for (std::size_t at = next++; at < commands_.size(); at = next++)
                        commands_[at](answered);
                });
        }
        answered.wait();
        commands_.clear();
    }
    void expect_nothing_lost() {
        EXPECT_EQ(test_.number("SELECT CAST(SUM(credits_posted - debits_posted) AS BIGINT) FROM accounts WHERE kind "
                               "BETWEEN 3 AND 8"),
                  5'000'000'000);
    }

    std::mt19937_64 random_;
    TestHub test_{rules()};
    base::MemberId giver_;
    std::string gift_id_;
    std::int64_t before_ = 0;
    std::atomic<int> claimed_{0};
    std::vector<std::function<void(std::latch&)>> commands_;
};

TEST(Races, one_identity_has_one_owner_and_no_cent_is_lost_whoever_comes_first) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    Race race(seed);
    const int rounds = support::tests_use_postgresql() ? 20 : 200;
    for (int round = 0; round < rounds && !HasFailure(); ++round)
        race.run(round);
    EXPECT_EQ(race.audit(), "");
}

}  // namespace
}  // namespace obolus
