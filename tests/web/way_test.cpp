#include "web/way.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace obolus::web {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

hub::TraceStep step(const char* id, const char* kind, const char* from, const char* to) {
    return {1, id, kind, {}, from, to, money::Amount::zero(money::euro())};
}

std::vector<std::string> ids(const std::vector<hub::TraceStep>& steps) {
    std::vector<std::string> all;
    for (const hub::TraceStep& s : steps)
        all.push_back(s.id);
    return all;
}

hub::TraceStep at(int depth, hub::TraceStep step) {
    step.depth = depth;
    return step;
}

class Way : public testing::Test {
   protected:
    /// Member 1 gave a share to identity 5, which member 9 has claimed and had paid out.
    hub::Trace share{step("h/t/7.1.0", "share", "closing for 2026-11", "escrow of identity 5"),
                     {step("h/t/6.1.0", "close", "budget of member 1 for 2026-11", "closing for 2026-11"),
                      step("h/t/2.1", "budget_reserve", "wallet of member 1", "budget of member 1 for 2026-11"),
                      step("h/t/1.1", "top_up", "rail_clearing of rail 1", "wallet of member 1")},
                     {step("h/t/8.1", "claim", "escrow of identity 5", "revenue of member 9"),
                      step("h/t/9.1", "payout_reserve", "revenue of member 9", "payout_inflight of rail 1")}};
};

TEST_F(Way, a_giver_sees_it_up_to_the_claim) {
    const auto seen = visible_to({base::MemberId{1}, {}}, share);
    ASSERT_TRUE(seen.has_value());
    EXPECT_THAT(ids(seen->origins), ElementsAre("h/t/6.1.0", "h/t/2.1", "h/t/1.1"));
    EXPECT_THAT(ids(seen->fates), ElementsAre("h/t/8.1"));
}

TEST_F(Way, a_recipient_sees_it_from_the_share_on) {
    const auto seen = visible_to({base::MemberId{9}, {}}, share);
    ASSERT_TRUE(seen.has_value());
    EXPECT_THAT(ids(seen->origins), IsEmpty());
    EXPECT_THAT(ids(seen->fates), ElementsAre("h/t/8.1", "h/t/9.1"));
}

TEST_F(Way, what_lies_beyond_another_member_is_not_shown) {
    // Member 1 gave to member 9, who gave it on.
    hub::Trace gift{at(0, step("h/t/3.1.0", "gift", "wallet of member 1", "revenue of member 9")),
                    {},
                    {at(1, step("h/t/4.1", "use_revenue", "revenue of member 9", "wallet of member 9")),
                     at(2, step("h/t/5.1.0", "gift", "wallet of member 9", "escrow of identity 7"))}};
    EXPECT_THAT(ids(visible_to({base::MemberId{1}, {}}, gift)->fates), IsEmpty());
    EXPECT_THAT(ids(visible_to({base::MemberId{9}, {}}, gift)->fates), ElementsAre("h/t/4.1", "h/t/5.1.0"));
    // And whoever receives that doesn't learn where it came from, though he gave it himself before.
    hub::Trace back{at(0, step("h/t/6.1.0", "gift", "wallet of member 9", "revenue of member 1")),
                    {at(1, step("h/t/4.1", "use_revenue", "revenue of member 9", "wallet of member 9")),
                     at(2, step("h/t/3.1.0", "gift", "wallet of member 1", "revenue of member 9"))},
                    {}};
    EXPECT_THAT(ids(visible_to({base::MemberId{1}, {}}, back)->origins), IsEmpty());
}

TEST_F(Way, a_stranger_sees_nothing) {
    EXPECT_FALSE(visible_to({base::MemberId{2}, {}}, share).has_value());
    EXPECT_FALSE(visible_to({{}, {base::IdentityId{1}, base::IdentityId{9}}}, share).has_value());
    EXPECT_TRUE(visible_to({{}, {base::IdentityId{5}}}, share).has_value()) << "the proven owner, before any account";
}

TEST_F(Way, another_givers_leg_is_not_shown_to_whom_his_money_reaches) {
    hub::Trace others = share;
    others.subject = share.origins[2];
    EXPECT_FALSE(visible_to({base::MemberId{9}, {}}, others).has_value());
    others.subject = step("h/t/8.1", "claim", "escrow of identity 5", "revenue of member 9");
    EXPECT_FALSE(visible_to({base::MemberId{1}, {}}, others).has_value()) << "its sum is many givers'";
}

TEST_F(Way, accounts_are_said_from_where_one_stands) {
    const Viewer viewer{base::MemberId{1}, {base::IdentityId{5}}};
    EXPECT_EQ(account_text(viewer, "wallet of member 1"), "your wallet");
    EXPECT_EQ(account_text(viewer, "wallet of member 11"), "somebody");
    EXPECT_EQ(account_text(viewer, "budget of member 1 for 2026-11"), "your budget of November 2026");
    EXPECT_EQ(account_text(viewer, "budget of member 2 for 2026-11"), "somebody");
    EXPECT_EQ(account_text(viewer, "revenue of member 1"), "what you received");
    EXPECT_EQ(account_text(viewer, "revenue of member 2"), "its owner");
    EXPECT_EQ(account_text(viewer, "escrow of identity 5"), "waiting for you");
    EXPECT_EQ(account_text(viewer, "escrow of identity 1"), "waiting for its owner");
    EXPECT_EQ(account_text(viewer, "closing for 2026-11"), "the month’s close");
    EXPECT_EQ(account_text(viewer, "rail_clearing of rail 1"), "the bank");
    EXPECT_EQ(account_text(viewer, "fee"), "the hub’s fee");
}

}  // namespace
}  // namespace obolus::web
