// case H: the one division against arithmetic without limits, written another way.
//
// OBOLUS_SPLITS says how many cases, OBOLUS_SEED repeats a run's choices.
#include <algorithm>
#include <iostream>
#include <limits>
#include <random>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include "money/split.hpp"
#include "support/setting.hpp"

namespace obolus::money {
namespace {

using boost::multiprecision::cpp_int;

/// Numbers of all sizes, the largest and their neighbours among them.
std::int64_t some_amount(std::mt19937_64& random) {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    if (random() % 16 == 0) return largest - static_cast<std::int64_t>(random() % 3);
    return static_cast<std::int64_t>(random() >> (1 + random() % 63));
}

/// Ranks of which some may be equal; sometimes thousands.
std::vector<base::Digest> some_ranks(std::mt19937_64& random) {
    const std::size_t most = random() % 1'000 == 0 ? 1'000 : 24;
    std::vector<base::Digest> ranks(1 + random() % most);
    const bool few_values = random() % 8 == 0;
    for (base::Digest& rank : ranks) {
        rank.fill(0);
        rank.front() = static_cast<std::uint8_t>(few_values ? random() % 3 : random());
        if (!few_values) rank.back() = static_cast<std::uint8_t>(random());
    }
    return ranks;
}

/// A claim's part is ceil((total - i) / n), where i is how many claims come before it.
std::vector<cpp_int> split_without_limits(std::int64_t total, const std::vector<base::Digest>& ranks) {
    std::vector<cpp_int> parts;
    const cpp_int count = ranks.size();
    for (std::size_t mine = 0; mine < ranks.size(); ++mine) {
        std::size_t before = 0;
        for (std::size_t other = 0; other < ranks.size(); ++other)
            if (ranks[other] < ranks[mine] || (ranks[other] == ranks[mine] && other < mine)) ++before;
        const cpp_int ahead = cpp_int(total) - before;
        parts.push_back(ahead <= 0 ? cpp_int(0) : (ahead + count - 1) / count);
    }
    return parts;
}

class Oracle : public testing::Test {
   protected:
    Oracle() { std::cout << "seed " << seed_ << std::endl; }
    const std::uint64_t seed_ = support::setting("OBOLUS_SEED", std::random_device{}());
    std::mt19937_64 random_{seed_};
};

TEST_F(Oracle, parts_are_those_of_arithmetic_without_limits_in_any_order) {
    const std::uint64_t cases = support::setting("OBOLUS_SPLITS", 200'000);
    for (std::uint64_t number = 0; number < cases; ++number) {
        const std::int64_t total = some_amount(random_);
        std::vector<base::Digest> ranks = some_ranks(random_);
        const std::vector<std::int64_t> parts = split(total, ranks);
        const std::vector<cpp_int> expected = split_without_limits(total, ranks);
        ASSERT_TRUE(
            std::ranges::equal(parts, expected, [](std::int64_t part, const cpp_int& other) { return other == part; }))
            << "case " << number << ": " << total << " over " << ranks.size();
        cpp_int sum = 0;
        for (const std::int64_t part : parts)
            sum += part;
        ASSERT_EQ(sum, total) << "case " << number;

        std::vector<std::pair<base::Digest, std::int64_t>> before;
        for (std::size_t i = 0; i < ranks.size(); ++i)
            before.emplace_back(ranks[i], parts[i]);
        std::ranges::shuffle(ranks, random_);
        const std::vector<std::int64_t> shuffled = split(total, ranks);
        std::vector<std::pair<base::Digest, std::int64_t>> after;
        for (std::size_t i = 0; i < ranks.size(); ++i)
            after.emplace_back(ranks[i], shuffled[i]);
        std::ranges::sort(before);
        std::ranges::sort(after);
        ASSERT_EQ(before, after) << "case " << number << " depends on the order";
    }
}

TEST_F(Oracle, a_rate_is_that_of_arithmetic_without_limits) {
    const std::uint64_t cases = support::setting("OBOLUS_SPLITS", 200'000);
    for (std::uint64_t number = 0; number < cases; ++number) {
        const std::int64_t amount = some_amount(random_);
        const auto ppm = static_cast<std::int64_t>(random_() % 1'000'001);
        ASSERT_EQ(cpp_int(rate_of(amount, ppm)), cpp_int(amount) * ppm / 1'000'000) << amount << " at " << ppm;
    }
}

}  // namespace
}  // namespace obolus::money
