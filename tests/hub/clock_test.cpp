// case I: whatever the machine's clock does, each flattr is of the month in which it was committed, and time goes on.
//
// OBOLUS_CLOCK_JUMPS says how many jumps, OBOLUS_SEED repeats a run's choices.
#include <iostream>
#include <random>

#include <gtest/gtest.h>

#include "settings/time_zone.hpp"
#include "support/setting.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using std::chrono::microseconds;
using support::TestHub;

constexpr base::Month first{2026 * 12};
constexpr base::Month last{2099 * 12};

/// What rule 6 says, in a few words.
struct Model {
    giving::Calendar calendar;
    base::Time time{};
    base::Month month{};

    void commit(base::Time clock) {
        time = std::max(clock, time + microseconds{1});
        month = std::max(month, calendar.month_at(time));
    }
};

class Clock : public testing::TestWithParam<const char*> {
   protected:
    Clock() { std::cout << "seed " << seed_ << std::endl; }

    static giving::Calendar calendar() {
        return giving::Calendar(first, settings::month_starts(GetParam(), first, last).value());
    }
    std::int64_t up_to(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(random_); }

    /// Where the clock jumps to from `now`: a second on, a while on, back, or to within a microsecond of an edge: a
    /// month's (leap years' Februaries among them) or a change's between summer and winter time.
    base::Time jump(base::Time now, const giving::Calendar& zone) {
        switch (up_to(5)) {
            case 0:
                return now + microseconds{up_to(1'000'000)};
            case 1:
                return now + microseconds{up_to(std::int64_t{40} * 86'400'000'000)};
            case 2:
                return now - microseconds{up_to(std::int64_t{40} * 86'400'000'000)};
            case 3: {
                const auto sunday = std::chrono::floor<std::chrono::days>(now) + std::chrono::days{up_to(200)};
                return sunday + std::chrono::hours{up_to(3)} + microseconds{up_to(2) - 1};
            }
            default:
                return zone.start_of(zone.month_at(now).next()) + microseconds{up_to(2) - 1};
        }
    }

    const std::uint64_t seed_ = support::setting("OBOLUS_SEED", std::random_device{}());
    std::mt19937_64 random_{seed_};
};

TEST_P(Clock, may_jump_as_it_likes_and_each_flattr_is_of_the_month_of_its_commit) {
    hub::Rules rules = TestHub::default_rules();
    rules.calendar = calendar();
    TestHub test(rules);
    const base::MemberId giver = test.join("1", 5, 1);
    Model model{rules.calendar};
    const std::uint64_t jumps = support::setting("OBOLUS_CLOCK_JUMPS", 400);
    for (std::uint64_t number = 0; number < jumps; ++number) {
        const base::Time clock = jump(test.now(), rules.calendar);
        test.set_clock(clock);
        const std::int64_t committed = test.number("SELECT at FROM log_head");
        model.time = std::max(model.time, base::from_micros(committed));
        model.commit(clock);
        const auto receipt = test.flattr_post(giver, "100", std::to_string(number));
        ASSERT_TRUE(receipt) << receipt.error().message();
        ASSERT_EQ(base::to_string(receipt.value().month), base::to_string(model.month))
            << "jump " << number << " to " << base::to_rfc3339(clock);
        ASSERT_EQ(test.number("SELECT at FROM log_head"), base::to_micros(model.time)) << "jump " << number;
    }
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM flattrs"), static_cast<std::int64_t>(jumps));
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM txns a JOIN txns b ON b.seq = a.seq + 1 WHERE b.at <= a.at"), 0);
    EXPECT_EQ(test.audit(), "");
}

INSTANTIATE_TEST_SUITE_P(Zones, Clock,
                         testing::Values("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                         "Asia/Kathmandu"),
                         [](const auto& zone) {
                             std::string name = zone.param;
                             std::replace(name.begin(), name.end(), '/', '_');
                             return name;
                         });

TEST(ClockOfLeapYears, february_ends_after_its_29th_day_to_the_microsecond) {
    TestHub test;
    const base::MemberId giver = test.join("1", 5, 1);
    const auto march = std::chrono::sys_days{std::chrono::year{2028} / 3 / 1};
    const base::Month february{2028 * 12 + 1};
    test.set_clock(std::chrono::sys_days{std::chrono::year{2028} / 2 / 29});
    EXPECT_EQ(test.flattr(giver, "10").value().month, february);
    test.set_clock(march - microseconds{10});
    EXPECT_EQ(test.flattr(giver, "11").value().month, february);
    test.set_clock(march);
    EXPECT_EQ(test.flattr(giver, "10").value().month, february.next());
}

}  // namespace
}  // namespace obolus
