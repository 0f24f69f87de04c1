#include "payouts/payout.hpp"

#include <gtest/gtest.h>

#include "payouts/refusal.hpp"
#include "rails/rail.hpp"

namespace obolus::payouts {
namespace {

constexpr money::Currency eur = money::euro();
const base::Time noon = base::from_micros(1'000'000);

Payout reserved() {
    Payout payout;
    payout.number = 7;
    payout.member = {3};
    payout.amount_micro = 2'000'000;
    payout.rail = Rail::test;
    payout.destination = "test:ok";
    payout.reserve_seq = 12;
    payout.reserve_n = 1;
    return payout;
}

TEST(Payout, settling_posts_the_hold_and_passes_the_money_to_the_rail) {
    const Decision decision = decide(reserved(), Answer::settled, "ref", "", noon, eur).value();
    EXPECT_EQ(decision.payout.state, State::settled);
    EXPECT_EQ(decision.payout.reference, "ref");
    ASSERT_EQ(decision.postings.size(), 2U);
    EXPECT_EQ(decision.postings[0].phase, ledger::Phase::post_pending);
    EXPECT_EQ(decision.postings[0].hold.seq, 12);
    EXPECT_EQ(decision.postings[1].credit, ledger::rail_clearing_of(1, eur));
}

TEST(Payout, failing_voids_the_hold_and_keeps_the_reason) {
    const Decision decision = decide(reserved(), Answer::failed, "", "no such account", noon, eur).value();
    EXPECT_EQ(decision.payout.state, State::failed);
    EXPECT_EQ(decision.payout.reason, "no such account");
    ASSERT_EQ(decision.postings.size(), 1U);
    EXPECT_EQ(decision.postings[0].phase, ledger::Phase::void_pending);
}

TEST(Payout, an_unknown_answer_moves_nothing_and_is_asked_again_with_growing_pauses) {
    Payout payout = reserved();
    std::chrono::seconds before{0};
    for (int i = 0; i < 20; ++i) {
        const Decision decision = decide(payout, Answer::unknown, "", "", noon, eur).value();
        EXPECT_TRUE(decision.postings.empty());
        EXPECT_EQ(decision.payout.state, State::reserved);
        const auto pause = std::chrono::duration_cast<std::chrono::seconds>(decision.payout.ask_at - noon);
        EXPECT_TRUE(pause > before || pause == std::chrono::hours{1});
        before = pause;
        payout = decision.payout;
    }
    EXPECT_EQ(payout.attempts, 20);
}

TEST(Payout, an_answer_repeated_changes_nothing_and_a_contradiction_is_refused) {
    const Payout settled = decide(reserved(), Answer::settled, "ref", "", noon, eur).value().payout;
    EXPECT_FALSE(decide(settled, Answer::settled, "other", "", noon, eur).value().changed);
    EXPECT_FALSE(decide(settled, Answer::unknown, "", "", noon, eur).value().changed);
    EXPECT_EQ(decide(settled, Answer::failed, "", "", noon, eur).error(), Refusal::answer_contradicts);
    const Payout failed = decide(reserved(), Answer::failed, "", "no", noon, eur).value().payout;
    EXPECT_EQ(decide(failed, Answer::settled, "", "", noon, eur).error(), Refusal::answer_contradicts);
}

TEST(Payout, rounds_down_to_whole_minor_units) {
    EXPECT_EQ(whole_minor_units(1'239'999, eur), 1'230'000);
    EXPECT_EQ(whole_minor_units(9'999, eur), 0);
    EXPECT_EQ(whole_minor_units(1'999'999, money::Currency::parse("JPY").value()), 1'000'000);
}

TEST(Rail, test_understands_its_own_destinations_only) {
    for (const char* good : {"test:ok", "test:fail", "test:unknown-1", "test:unknown-99"})
        EXPECT_TRUE(understands(Rail::test, good)) << good;
    for (const char* bad : {"", "ok", "test:", "test:unknown-", "test:unknown-0", "test:unknown--1", "test:unknown-100",
                            "test:unknown-1 ", "test:OK", "DE02120300000000202051"})
        EXPECT_FALSE(understands(Rail::test, bad)) << bad;
    EXPECT_FALSE(find_rail("sepa"));
    EXPECT_EQ(find_rail("test"), Rail::test);
}

TEST(Rail, test_answers_by_destination_and_attempts_alone) {
    rails::Instruction instruction{"demo/p/7", money::Amount::zero(eur), "test:unknown-2", 0};
    EXPECT_EQ(rails::ask(Rail::test, instruction).answer, Answer::unknown);
    instruction.attempts = 1;
    EXPECT_EQ(rails::ask(Rail::test, instruction).answer, Answer::unknown);
    instruction.attempts = 2;
    const rails::Said said = rails::ask(Rail::test, instruction);
    EXPECT_EQ(said.answer, Answer::settled);
    EXPECT_EQ(rails::ask(Rail::test, instruction).reference, said.reference);
    instruction.destination = "test:fail";
    EXPECT_EQ(rails::ask(Rail::test, instruction).answer, Answer::failed);
}

}  // namespace
}  // namespace obolus::payouts
