#include "ledger/book.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "ledger/chain.hpp"

namespace obolus::ledger {
namespace {

constexpr money::Currency eur = money::euro();
const base::Time noon = base::from_micros(1'000'000);

Book empty_book() { return {{0, base::Time{}, genesis_chain()}, 1}; }
Posting top_up(std::int64_t member, std::int64_t amount) {
    return {TransferKind::top_up, rail_clearing_of(1, eur), wallet_of({member}, eur), amount};
}
Posting reserve(std::int64_t member, std::int64_t amount) {
    return {TransferKind::budget_reserve, wallet_of({member}, eur), budget_of({member}, {24'322}, eur), amount};
}

TEST(Book, post_moves_money_and_numbers_the_txn) {
    Book book = empty_book();
    const auto posted = book.post(noon, top_up(7, 100));
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted.value()->seq, 1);
    EXPECT_EQ(posted.value()->at, noon);
    EXPECT_EQ(book.get(wallet_of({7}, eur)).available(), 100);
    EXPECT_EQ(book.get(rail_clearing_of(1, eur)).debits_posted, 100);
    EXPECT_EQ(book.changes().size(), 2U);
}

TEST(Book, post_refuses_to_overdraw_and_changes_nothing) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, top_up(7, 100)));
    const Head before = book.head();
    const std::vector<Posting> too_much{reserve(7, 60), reserve(7, 60)};
    EXPECT_EQ(book.post(noon, too_much).error(), Refusal::insufficient_funds);
    EXPECT_EQ(book.get(wallet_of({7}, eur)).available(), 100);
    EXPECT_EQ(book.get(budget_of({7}, {24'322}, eur)).id, 0);
    EXPECT_EQ(book.head().seq, before.seq);
    EXPECT_EQ(book.head().chain, before.chain);
    EXPECT_EQ(book.journal().size(), 1U);
    EXPECT_EQ(book.next_account_id(), 3);
}

TEST(Book, post_refuses_amounts_that_are_not_positive) {
    Book book = empty_book();
    EXPECT_EQ(book.post(noon, top_up(7, 0)).error(), Refusal::amount_not_positive);
    EXPECT_EQ(book.post(noon, top_up(7, -1)).error(), Refusal::amount_not_positive);
    EXPECT_EQ(book.post(noon, std::span<const Posting>{}).error(), Refusal::nothing_to_post);
}

TEST(Book, post_refuses_mixed_currencies) {
    Book book = empty_book();
    Posting posting = top_up(7, 100);
    posting.credit.currency = money::Currency::parse("USD").value();
    EXPECT_EQ(book.post(noon, posting).error(), Refusal::mixed_currencies);
}

TEST(Book, post_refuses_one_account_on_both_sides) {
    Book book = empty_book();
    EXPECT_EQ(book.post(noon, Posting{TransferKind::top_up, wallet_of({7}, eur), wallet_of({7}, eur), 1}).error(),
              Refusal::same_account);
}

TEST(Book, post_refuses_lines_that_do_not_sum) {
    Book book = empty_book();
    Posting posting = top_up(7, 100);
    posting.lines = {{{7}, {1}, {1}, 99, {}}};
    EXPECT_EQ(book.post(noon, posting).error(), Refusal::lines_do_not_sum);
}

TEST(Book, post_takes_lines_that_were_packed_before_as_it_takes_lines) {
    const std::vector<Line> lines{{{7}, {1}, {1}, 60, {}}, {{7}, {2}, {2}, 40, {}}};
    const PackedLines packed(lines);
    Book plain = empty_book();
    Book ahead = empty_book();
    Posting posting = top_up(7, 100);
    posting.lines = lines;
    ASSERT_TRUE(plain.post(noon, posting));
    posting.packed = &packed;
    EXPECT_EQ(ahead.post(noon, posting).error(), Refusal::lines_do_not_sum);  // one or the other
    posting.lines.clear();
    ASSERT_TRUE(ahead.post(noon, posting));
    EXPECT_EQ(ahead.head().chain, plain.head().chain);
    EXPECT_EQ(ahead.journal().front().transfers.front().lines, "7.1.1.60;.2.2.40");
    posting.amount_micro = 99;
    EXPECT_EQ(ahead.post(noon, posting).error(), Refusal::lines_do_not_sum);
}

TEST(Book, post_refuses_totals_that_leave_the_range) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, top_up(7, INT64_MAX)));
    EXPECT_EQ(book.post(noon, top_up(8, 1)).error(), Refusal::total_too_large);
    EXPECT_EQ(book.get(wallet_of({8}, eur)).id, 0);
}

TEST(Book, time_strictly_increases_when_the_clock_stands_or_jumps_back) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, top_up(7, 1)));
    const auto second = book.post(noon - std::chrono::hours{5}, top_up(7, 1));
    ASSERT_TRUE(second);
    EXPECT_EQ(second.value()->at, noon + std::chrono::microseconds{1});
}

TEST(Book, chain_continues_and_every_field_counts) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, top_up(7, 100)));
    ASSERT_TRUE(book.post(noon, reserve(7, 40)));
    const Txn& first = book.journal()[0];
    const Txn& second = book.journal()[1];
    EXPECT_EQ(first.chain, chain_hash(genesis_chain(), first.leaf));
    EXPECT_EQ(second.chain, chain_hash(first.chain, second.leaf));
    EXPECT_EQ(leaf_hash(second), second.leaf);
    for (const auto change :
         {+[](Txn& t) { t.seq += 1; }, +[](Txn& t) { t.at += std::chrono::microseconds{1}; },
          +[](Txn& t) { t.transfers[0].amount_micro += 1; }, +[](Txn& t) { t.transfers[0].credit_account += 1; },
          +[](Txn& t) { t.transfers[0].dr_from += 1; }, +[](Txn& t) { t.transfers[0].lines = "1.1.1.40"; },
          +[](Txn& t) { t.transfers[0].kind = TransferKind::claim; }, +[](Txn& t) { t.opened[0].key.owner += 1; },
          +[](Txn& t) { t.opened.clear(); }}) {
        Txn changed = second;
        change(changed);
        EXPECT_NE(leaf_hash(changed), second.leaf);
    }
}

/// A plain model beside the book: balances by key in a map, guarded the obvious way.
TEST(Book, random_postings_agree_with_a_plain_model) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    Book book = empty_book();
    std::map<std::int64_t, std::int64_t> wallet;
    std::map<std::int64_t, std::int64_t> budget;
    std::int64_t rail = 0;
    std::int64_t accepted = 0;
    for (int step = 0; step < 5'000; ++step) {
        const std::int64_t member = std::uniform_int_distribution<std::int64_t>(1, 5)(random);
        const std::int64_t amount = std::uniform_int_distribution<std::int64_t>(-5, 100)(random);
        const int what = std::uniform_int_distribution<int>(0, 2)(random);
        Posting posting = what == 0 ? top_up(member, amount) : reserve(member, amount);
        if (what == 2) {
            std::swap(posting.debit, posting.credit);
            posting.kind = TransferKind::budget_release;
        }
        const bool expected = amount > 0 && (what == 0 || (what == 1 ? wallet[member] : budget[member]) >= amount);
        ASSERT_EQ(static_cast<bool>(book.post(noon, posting)), expected);
        if (!expected) continue;
        ++accepted;
        (what == 0 ? rail : what == 1 ? wallet[member] : budget[member]) -= amount;
        (what == 1 ? budget[member] : wallet[member]) += amount;
    }
    for (std::int64_t member = 1; member <= 5; ++member) {
        EXPECT_EQ(book.get(wallet_of({member}, eur)).available(), wallet[member]);
        EXPECT_EQ(book.get(budget_of({member}, {24'322}, eur)).available(), budget[member]);
    }
    EXPECT_EQ(book.get(rail_clearing_of(1, eur)).debits_posted, -rail);
    EXPECT_EQ(book.head().seq, accepted);

    // Invariant 12: the intervals of each account partition [0, total).
    std::map<std::int64_t, std::int64_t> debits;
    std::map<std::int64_t, std::int64_t> credits;
    for (const Txn& txn : book.journal())
        for (const Transfer& transfer : txn.transfers) {
            ASSERT_EQ(transfer.dr_from, debits[transfer.debit_account]);
            ASSERT_EQ(transfer.cr_from, credits[transfer.credit_account]);
            debits[transfer.debit_account] += transfer.amount_micro;
            credits[transfer.credit_account] += transfer.amount_micro;
        }
}

Posting hold(std::int64_t member, std::int64_t amount) {
    return {TransferKind::payout_reserve,
            revenue_of({member}, eur),
            payout_inflight_of(1, eur),
            amount,
            {},
            Phase::pending};
}
Posting resolve(Phase phase, std::int64_t member, std::int64_t amount, Hold which) {
    Posting posting = hold(member, amount);
    posting.phase = phase;
    posting.hold = which;
    return posting;
}
Posting income(std::int64_t member, std::int64_t amount) {
    return {TransferKind::top_up, rail_clearing_of(1, eur), revenue_of({member}, eur), amount};
}

TEST(Holds, what_is_held_is_not_available_and_takes_no_place_in_the_queue) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, income(7, 100)));
    const Txn held = *book.post(noon, hold(7, 70)).value();
    EXPECT_EQ(held.transfers[0].phase, Phase::pending);
    EXPECT_EQ(held.transfers[0].dr_from, 0);
    const Account revenue = book.get(revenue_of({7}, eur));
    EXPECT_EQ(revenue.available(), 30);
    EXPECT_EQ(revenue.debits_posted, 0);
    EXPECT_EQ(revenue.debits_pending, 70);
    EXPECT_EQ(book.get(payout_inflight_of(1, eur)).credits_pending, 70);
    EXPECT_EQ(book.post(noon, hold(7, 31)).error(), Refusal::insufficient_funds);
    ASSERT_TRUE(book.post(noon, hold(7, 30)));
}

TEST(Holds, a_post_takes_its_place_in_the_queue_when_it_is_posted_and_frees_the_rest) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, income(7, 100)));
    ASSERT_TRUE(book.post(noon, hold(7, 70)));
    ASSERT_TRUE(book.post(noon, {TransferKind::use_revenue, revenue_of({7}, eur), wallet_of({7}, eur), 20}));
    const Txn posted = *book.post(noon, resolve(Phase::post_pending, 7, 60, {2, 1, 70})).value();
    EXPECT_EQ(posted.transfers[0].dr_from, 20);
    EXPECT_EQ(posted.transfers[0].pending_seq, 2);
    EXPECT_EQ(posted.transfers[0].pending_n, 1);
    EXPECT_EQ(book.get(revenue_of({7}, eur)).available(), 20);
    EXPECT_EQ(book.get(revenue_of({7}, eur)).debits_pending, 0);
    EXPECT_EQ(book.get(payout_inflight_of(1, eur)).available(), 60);
}

TEST(Holds, a_void_gives_all_of_it_back) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, income(7, 100)));
    ASSERT_TRUE(book.post(noon, hold(7, 70)));
    ASSERT_TRUE(book.post(noon, resolve(Phase::void_pending, 7, 70, {2, 1, 70})));
    EXPECT_EQ(book.get(revenue_of({7}, eur)).available(), 100);
    EXPECT_EQ(book.get(payout_inflight_of(1, eur)).credits_pending, 0);
}

TEST(Holds, a_resolution_is_of_a_hold_and_at_most_its_amount) {
    Book book = empty_book();
    ASSERT_TRUE(book.post(noon, income(7, 100)));
    ASSERT_TRUE(book.post(noon, hold(7, 70)));
    const Head before = book.head();
    EXPECT_EQ(book.post(noon, resolve(Phase::post_pending, 7, 71, {2, 1, 70})).error(), Refusal::above_hold);
    EXPECT_EQ(book.post(noon, resolve(Phase::void_pending, 7, 69, {2, 1, 70})).error(), Refusal::above_hold);
    EXPECT_EQ(book.post(noon, resolve(Phase::post_pending, 7, 70, {})).error(), Refusal::hold_unknown);
    EXPECT_EQ(book.post(noon, resolve(Phase::post_pending, 7, 80, {2, 1, 80})).error(), Refusal::hold_unknown);
    EXPECT_EQ(book.post(noon, resolve(Phase::plain, 7, 10, {2, 1, 70})).error(), Refusal::hold_unknown);
    EXPECT_EQ(book.head().chain, before.chain);
    EXPECT_EQ(book.get(revenue_of({7}, eur)).debits_pending, 70);
    ASSERT_TRUE(book.post(noon, resolve(Phase::post_pending, 7, 70, {2, 1, 70})));
    EXPECT_EQ(book.post(noon, resolve(Phase::void_pending, 7, 70, {2, 1, 70})).error(), Refusal::hold_unknown);
}

}  // namespace
}  // namespace obolus::ledger
