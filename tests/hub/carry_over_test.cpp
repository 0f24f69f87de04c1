// Books of an earlier schema are carried over whole: what was given then is there, counts, and is closed.
#include <gtest/gtest.h>

#include "hub/gift.hpp"
#include "hub/undo_flattr.hpp"
#include "store/migrate.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// What migrations 7 and 8 do, taken back.
constexpr const char* as_of_schema_6 =
    "CREATE TABLE old_gifts (giver BIGINT NOT NULL, seq BIGINT NOT NULL, n BIGINT NOT NULL, show_name BIGINT NOT NULL, "
    "fee_ppm BIGINT NOT NULL, PRIMARY KEY (giver, seq, n));"
    "INSERT INTO old_gifts SELECT giver, seq, n, show_name, fee_ppm FROM gifts;"
    "DROP TABLE gifts;"
    "ALTER TABLE old_gifts RENAME TO gifts;"
    "ALTER TABLE giver_months ADD COLUMN flattrs BIGINT NOT NULL DEFAULT 0 CHECK (flattrs >= 0);"
    "UPDATE giver_months SET flattrs = (SELECT COUNT(*) FROM flattrs f WHERE f.month = giver_months.month AND f.giver "
    "= "
    "giver_months.giver AND f.state = 1);"
    "ALTER TABLE log_head DROP COLUMN flattrs;"
    "UPDATE months SET flattrs = 0;"
    "DELETE FROM schema_migrations WHERE number > 6";

void carry_over(TestHub& test) {
    test.stop();
    test.tamper(as_of_schema_6);
    std::string problem;
    ASSERT_TRUE(store::migrate(test.database(), problem)) << problem;
    test.restart(TestHub::default_rules());
    EXPECT_EQ(test.audit(), "");
}

TEST(CarryOver, gifts_and_flattrs_of_schema_6_are_listed_counted_and_closed) {
    TestHub test;
    const base::MemberId ada = test.join("1", 9, 1);
    const auto gift = [&](const std::string& key) {
        const hub::Gift command{ada, TestHub::person("10"), {"demo:10", "", ""}, test.euros(1), false, key};
        return test.hub().run_now(hub::gift, command).value().id;
    };
    const std::vector<std::string> gifts{gift("a"), gift("b")};
    ASSERT_TRUE(test.flattr(ada, "10"));
    const std::string undone = test.flattr(ada, "11").value().id;
    ASSERT_TRUE(test.hub().run_now(hub::undo_flattr, hub::UndoFlattr{ada, undone}));

    carry_over(test);
    const auto listed = test.hub().ask_now(hub::list_gifts, hub::ListGifts{ada}).value();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed.at(0).id, gifts.at(1));
    EXPECT_EQ(listed.at(1).id, gifts.at(0));
    EXPECT_EQ(test.flattr(ada, "12").value().flattrs, 2);
    EXPECT_EQ(test.end_and_close_month().flattrs, 2);
    EXPECT_EQ(test.audit(), "");
}

TEST(CarryOver, a_month_that_was_cut_under_schema_6_is_closed_with_all_its_flattrs) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    test.advance(std::chrono::days{31});
    ASSERT_TRUE(test.flattr(ada, "12"));  // its commit records the cut
    const auto month = base::Month{static_cast<std::int32_t>(test.number("SELECT month FROM months"))};

    carry_over(test);
    EXPECT_EQ(test.close_month(month).flattrs, 2);
    EXPECT_EQ(test.number("SELECT flattrs FROM log_head"), 1);
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
