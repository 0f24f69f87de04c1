#include "giving/share_run.hpp"

#include <random>

#include <gtest/gtest.h>

namespace obolus::giving {
namespace {

bool operator==(const Share& left, const Share& right) {
    return left.line == right.line && left.fee_micro == right.fee_micro;
}

std::vector<Share> read_all(const ShareRun& run, std::int64_t seq) {
    std::vector<Share> shares;
    EXPECT_TRUE(read_run(run.text(), seq, [&](const Share& share) { shares.push_back(share); }));
    return shares;
}

TEST(ShareRun, what_was_added_is_read_whatever_the_numbers) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 200; ++round) {
        const auto some = [&](std::int64_t most) {
            return std::uniform_int_distribution<std::int64_t>(0, most)(random);
        };
        const std::int64_t most = std::int64_t{1} << (round % 55);
        ShareRun run;
        std::vector<Share> added;
        std::int64_t giver = 0;
        std::int32_t n = 0;
        std::int64_t sum = 0;
        for (int i = 0; i < 20; ++i) {
            giver += some(most);
            n += static_cast<std::int32_t>(some(1'000));
            added.push_back(
                {{{giver}, {some(most)}, {some(most)}, some(most), {63, n, static_cast<std::int32_t>(some(40))}},
                 some(most)});
            run.add(added.back());
            sum += added.back().line.amount_micro;
        }
        const std::vector<Share> found = read_all(run, 63);
        ASSERT_EQ(found.size(), added.size());
        for (std::size_t i = 0; i < added.size(); ++i)
            EXPECT_TRUE(found[i] == added[i]) << i;
        EXPECT_EQ(run.shares(), 20);
        EXPECT_EQ(run.amount_micro(), sum);
    }
}

TEST(ShareRun, a_share_takes_a_third_of_a_lines_text) {
    ShareRun run;
    run.add({{{100'017}, {45'001}, {45'001}, 33'333, {9, 1, 4}}, 0});
    const std::size_t first = run.text().size();
    run.add({{{100'042}, {45'001}, {45'001}, 33'333, {9, 2, 11}}, 0});
    EXPECT_LE(run.text().size() - first, 13U);
}

TEST(ShareRun, refuses_what_it_never_writes) {
    ShareRun run;
    run.add({{{17}, {42}, {7}, 100, {63, 1, 4}}, 3});
    const auto nothing = [](const Share&) {};
    EXPECT_TRUE(read_run(run.text(), 63, nothing));
    EXPECT_TRUE(read_run("", 63, nothing));
    for (std::size_t length = 1; length < run.text().size(); ++length)
        EXPECT_FALSE(read_run(run.text().substr(0, length), 63, nothing)) << length;
    EXPECT_FALSE(read_run(run.text() + "0", 63, nothing));
    EXPECT_FALSE(read_run("!" + run.text(), 63, nothing));
    EXPECT_FALSE(read_run(std::string(40, 'o'), 63, nothing));
}

}  // namespace
}  // namespace obolus::giving
