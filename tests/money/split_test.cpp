// Properties of the one division, over seeded random cases: exact, within one micro-unit, independent of order, fair.
#include "money/split.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace obolus::money {
namespace {

std::vector<base::Digest> ranks(std::size_t count, std::uint64_t seed) {
    std::vector<base::Digest> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(base::sha256(std::to_string(seed) + "/" + std::to_string(i)));
    return all;
}

TEST(Split, one_euro_over_ten_is_ten_cents_each) {
    for (const std::int64_t part : split(1'000'000, ranks(10, 1)))
        EXPECT_EQ(part, 100'000);
}

TEST(Split, one_euro_over_three_loses_nothing) {
    std::vector<std::int64_t> parts = split(1'000'000, ranks(3, 1));
    std::ranges::sort(parts);
    EXPECT_EQ(parts, (std::vector<std::int64_t>{333'333, 333'333, 333'334}));
}

TEST(Split, leftover_goes_to_the_smallest_ranks) {
    const auto r = ranks(7, 3);
    const auto parts = split(10, r);
    for (std::size_t a = 0; a < r.size(); ++a)
        for (std::size_t b = 0; b < r.size(); ++b)
            EXPECT_TRUE(!(r[a] < r[b]) || parts[a] >= parts[b]);
}

TEST(Split, is_exact_and_within_one_micro_unit_of_ideal_for_random_cases) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int round = 0; round < 2'000; ++round) {
        const auto count = std::uniform_int_distribution<std::size_t>(1, 200)(random);
        const auto bits = std::uniform_int_distribution<int>(0, 62)(random);
        const auto total = static_cast<std::int64_t>(random() >> (63 - bits) >> 1);
        const auto parts = split(total, ranks(count, random()));
        ASSERT_EQ(parts.size(), count);
        __extension__ __int128 sum = 0;
        for (const std::int64_t part : parts) {
            sum += part;
            const std::int64_t ideal = total / static_cast<std::int64_t>(count);
            ASSERT_TRUE(part == ideal || part == ideal + 1);
        }
        ASSERT_TRUE(sum == total);
    }
}

TEST(Split, does_not_depend_on_the_order_of_the_ranks) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int round = 0; round < 300; ++round) {
        auto shuffled = ranks(std::uniform_int_distribution<std::size_t>(1, 60)(random), random());
        const auto before = split(999'983, shuffled);
        std::map<base::Digest, std::int64_t> part_of;
        for (std::size_t i = 0; i < shuffled.size(); ++i)
            part_of[shuffled[i]] = before[i];
        std::ranges::shuffle(shuffled, random);
        const auto after = split(999'983, shuffled);
        for (std::size_t i = 0; i < shuffled.size(); ++i)
            ASSERT_EQ(after[i], part_of[shuffled[i]]);
    }
}

}  // namespace
}  // namespace obolus::money
