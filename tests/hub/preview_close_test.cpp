// What `obolus close-month --dry-run` says is what closing then does.
#include "hub/preview_close.hpp"

#include <gtest/gtest.h>

#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// Three givers: one divides a euro over two flattrs (one of them for a member), one has nothing reserved, one only a
/// flattr of what becomes their own.
struct Month {
    TestHub test;
    base::MemberId divides, lapses, returns;
    base::Month month;

    Month() {
        divides = test.join("1", 5, 1);
        lapses = test.join("2");
        EXPECT_TRUE(test.set_budget(lapses, test.euros(1)));
        returns = test.join("3", 5, 1);
        EXPECT_TRUE(test.flattr(divides, "2"));
        EXPECT_TRUE(test.flattr(divides, "9"));
        EXPECT_TRUE(test.flattr(lapses, "9"));
        EXPECT_TRUE(test.flattr(returns, "4"));
        EXPECT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"3", "4"})}));
        month = test.dashboard(divides).month;
    }
    hub::ClosePreview preview() { return test.hub().ask_now(hub::preview_close, hub::PreviewClose{month}).value(); }
};

void expect_foreseen(const hub::ClosePreview& preview, TestHub& test) {
    EXPECT_EQ(preview.givers_divided, 1);
    EXPECT_EQ(preview.status.flattrs, 4);
    EXPECT_EQ(preview.flattrs_divided, 2);
    EXPECT_EQ(preview.divided, test.euros(1));
    EXPECT_EQ(preview.givers_lapsed, 1);
    EXPECT_EQ(preview.flattrs_lapsed, 1);
    EXPECT_EQ(preview.givers_returned, 1);
    EXPECT_EQ(preview.flattrs_own, 1);
    EXPECT_EQ(preview.returned, test.euros(1));
    EXPECT_EQ(preview.recipients, 2);
    EXPECT_EQ(preview.recipients_members, 1);
    EXPECT_EQ(preview.to_members, test.micro(500'000));
    EXPECT_EQ(preview.to_escrow, test.micro(500'000));
}

TEST(PreviewClose, foresees_what_the_close_then_does_and_changes_nothing) {
    Month scene;
    const std::int64_t before = scene.test.number("SELECT seq FROM log_head");
    expect_foreseen(scene.preview(), scene.test);
    EXPECT_EQ(scene.test.number("SELECT seq FROM log_head"), before);

    const hub::MonthStatus closed = scene.test.end_and_close_month();
    EXPECT_EQ(closed.divided, scene.test.euros(1));
    EXPECT_EQ(scene.test.preview("9").waiting, scene.test.micro(500'000));
    EXPECT_EQ(scene.test.dashboard(scene.lapses).revenue, scene.test.micro(500'000));
    EXPECT_EQ(scene.test.audit(), "");
}

TEST(PreviewClose, counts_only_what_is_left_to_do) {
    Month scene;
    ASSERT_TRUE(scene.test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}));
    expect_foreseen(scene.preview(), scene.test);
    // One giver, then all of them, then one recipient, then the rest.
    const auto step = [&] {
        return scene.test.hub().run_now(hub::close_month, hub::CloseMonth{scene.month, 1, 1}).value().phase;
    };
    EXPECT_EQ(step(), hub::MonthPhase::dividing);
    const hub::ClosePreview divided = scene.preview();
    EXPECT_EQ(divided.givers_divided, 0);
    EXPECT_EQ(divided.givers_lapsed, 1);
    EXPECT_EQ(divided.recipients, 2);
    while (step() != hub::MonthPhase::paying) {
    }
    EXPECT_EQ(scene.preview().recipients, 2);
    step();
    EXPECT_EQ(scene.preview().recipients, 1);
    while (step() != hub::MonthPhase::closed) {
    }
    const hub::ClosePreview nothing = scene.preview();
    EXPECT_EQ(nothing.recipients, 0);
    EXPECT_EQ(nothing.givers_divided + nothing.givers_lapsed + nothing.givers_returned, 0);
    EXPECT_EQ(nothing.status.phase, hub::MonthPhase::closed);
}

TEST(PreviewClose, a_month_in_which_nothing_happened_is_refused) {
    TestHub test;
    const auto refused = test.hub().ask_now(hub::preview_close, hub::PreviewClose{base::Month{12}});
    EXPECT_EQ(refused.error(), hub::Refusal::month_unknown);
}

}  // namespace
}  // namespace obolus
