// A handle that changes hands while money waits: what was given to a person stays with that person (case 39, rule 23).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Recycled : public testing::Test {
   protected:
    void rename(const std::string& person, const std::string& handle) {
        app::Browser anybody;
        const http::ClientResponse done = anybody.send("POST", places_.platform + "/i/rename",
                                                       {{"Content-Type", "application/x-www-form-urlencoded"}},
                                                       "person=" + person + "&handle=" + handle);
        ASSERT_EQ(done.status, 303);
    }
    /// The hub remembers for an hour whose a handle is; a restart forgets.
    void forget_lookups() {
        EXPECT_EQ(hub_.stop_hub(), 0);
        hub_.start_hub();
    }
    std::string claim_of(const std::string& person) {
        app::Browser browser;
        app::sign_in(browser, places_, person);
        return app::text_of(app::look_at_claim(browser, places_).body);
    }
    RunningHub hub_;
    const app::Places& places_ = hub_.places();
};

TEST_F(Recycled, who_takes_up_a_handle_gets_nothing_of_its_old_owners_money) {
    app::Browser ada;
    app::sign_in(ada, places_, "1001");
    app::open_account(ada, places_);
    app::top_up(ada, places_, "5.00");
    app::set_budget(ada, places_, "1.00");
    ASSERT_EQ(app::flattr(ada, places_, "@bob").status, 200);
    rename("1002", "robert");
    rename("1003", "bob");
    EXPECT_EQ(hub_.run_command({"close-month", "--end-early"}).code, 0) << hub_.log();
    EXPECT_THAT(claim_of("1003"), HasSubstr("Nothing waits")) << "bob now, but not whom ada meant";
    EXPECT_THAT(claim_of("1002"), AllOf(HasSubstr("EUR 1.00"), HasSubstr("from one person")));

    forget_lookups();
    ASSERT_EQ(app::flattr(ada, places_, "@bob").status, 200);
    EXPECT_EQ(hub_.run_command({"close-month", "--end-early"}).code, 0) << hub_.log();
    EXPECT_THAT(claim_of("1003"), AllOf(HasSubstr("EUR 1.00"), HasSubstr("from one person"))) << "this time it is";
    EXPECT_THAT(claim_of("1002"), AllOf(HasSubstr("EUR 1.00"), Not(HasSubstr("EUR 2.00"))));
    hub_.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
