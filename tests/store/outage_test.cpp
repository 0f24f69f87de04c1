#include "store/outage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace obolus::store {
namespace {

using testing::HasSubstr;
using testing::Optional;

TEST(Outage, is_told_when_it_begins_now_and_then_and_when_it_is_over) {
    const Outage::Time begin{std::chrono::hours{5}};
    Outage outage;
    EXPECT_THAT(outage.failed("no route", begin), Optional(HasSubstr("no route")));
    EXPECT_EQ(outage.failed("no route", begin + std::chrono::seconds{1}), std::nullopt);
    EXPECT_EQ(outage.failed("no route", begin + std::chrono::seconds{29}), std::nullopt);
    EXPECT_THAT(outage.failed("refused", begin + std::chrono::seconds{31}),
                Optional(HasSubstr("away for 31 s, 4 transactions were undone: refused")));
    EXPECT_EQ(outage.failed("refused", begin + std::chrono::seconds{32}), std::nullopt);
    EXPECT_THAT(outage.over(begin + std::chrono::seconds{40}),
                Optional(HasSubstr("back after 40 s; transactions undone meanwhile: 5")));
}

TEST(Outage, that_is_not_one_is_not_told) {
    const Outage::Time begin{std::chrono::hours{5}};
    Outage outage;
    EXPECT_EQ(outage.over(begin), std::nullopt);
    EXPECT_NE(outage.failed("no route", begin), std::nullopt);
    EXPECT_NE(outage.over(begin), std::nullopt);
    EXPECT_EQ(outage.over(begin), std::nullopt);
    EXPECT_NE(outage.failed("no route", begin), std::nullopt) << "the next one begins anew";
}

}  // namespace
}  // namespace obolus::store
