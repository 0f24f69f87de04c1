#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

using testing::AllOf;
using testing::HasSubstr;

void expect_shows(const app::Page& page, const testing::Matcher<std::string>& text) {
    EXPECT_EQ(page.status, 200) << page.url;
    EXPECT_THAT(app::text_of(page.body), text) << page.url;
}

std::vector<std::string> ten_ways_to_name_somebody(const std::string& platform) {
    return {"@bob",
            "chiara",
            "@DMITRI_MAPS",
            "demo:emeka",
            platform + "/fatima",
            platform + "/grace",
            platform + "/hiro",
            platform + "/ines/status/1790000000000000802",
            platform + "/jonas/status/1790000000000000901",
            platform + "/kavya/status/1790000000000001002"};
}

class Story : public testing::Test {
   protected:
    void become_giver(app::Browser& browser, const std::string& person) {
        app::sign_in(browser, places_, person);
        app::open_account(browser, places_);
        app::top_up(browser, places_, "5.00");
        app::set_budget(browser, places_, "1.00");
    }
    void give_to_ten_and_close(app::Browser& browser) {
        for (const std::string& name : ten_ways_to_name_somebody(places_.platform)) {
            const app::Page page = app::flattr(browser, places_, name);
            ASSERT_EQ(page.status, 200) << name << ": " << app::text_of(page.body);
        }
        expect_shows(browser.get(places_.hub + "/me"), HasSubstr("10 flattrs"));
        expect_shows(app::close_running_month(browser, places_), HasSubstr("closed"));
    }
    RunningHub hub_;
    const app::Places& places_ = hub_.places();
    app::Browser ada_;
};

TEST_F(Story, money_reaches_somebody_who_never_signed_up) {
    become_giver(ada_, "1001");
    give_to_ten_and_close(ada_);

    app::Browser bob;
    app::sign_in(bob, places_, "1002");
    expect_shows(app::look_at_claim(bob, places_),
                 AllOf(HasSubstr("10 cents"), HasSubstr("from one person"), HasSubstr("yours until")));
    EXPECT_EQ(bob.send("GET", places_.hub + "/v1/me").status, 403) << "no account exists before one accepts";
    app::accept_claim(bob, places_);
    expect_shows(bob.get(places_.hub + "/me"), AllOf(HasSubstr("0.10"), HasSubstr("from somebody")));
    expect_shows(app::look_at_claim(bob, places_), HasSubstr("Nothing waits"));
    expect_shows(ada_.get(places_.hub + "/me"), HasSubstr("received · demo/t/3.1.0 EUR 0.10"));
    hub_.expect_clean_books();
}

TEST_F(Story, declined_money_goes_back_to_its_giver) {
    become_giver(ada_, "1001");
    give_to_ten_and_close(ada_);
    app::Browser chiara;
    app::sign_in(chiara, places_, "1003");
    app::decline_claim(chiara, places_);
    expect_shows(app::look_at_claim(chiara, places_), HasSubstr("Nothing waits"));
    expect_shows(ada_.get(places_.hub + "/me"), AllOf(HasSubstr("EUR 4.10"), HasSubstr("came back to you")));
    hub_.expect_clean_books();
}

TEST_F(Story, ids_past_2_to_the_53_are_two_people) {
    become_giver(ada_, "1001");
    ASSERT_EQ(app::flattr(ada_, places_, "@grace").status, 200);
    app::close_running_month(ada_, places_);
    app::Browser hiro;
    app::sign_in(hiro, places_, "9007199254740993");
    expect_shows(app::look_at_claim(hiro, places_), HasSubstr("Nothing waits"));
    app::Browser grace;
    app::sign_in(grace, places_, "9007199254740992");
    expect_shows(app::look_at_claim(grace, places_), HasSubstr("from one person"));
}

TEST_F(Story, what_nobody_could_mean_is_refused_and_changes_nothing) {
    become_giver(ada_, "1001");
    for (const std::string& wrong :
         {std::string("@nobody_here"), std::string("two words"), places_.platform + "/bob/status/7",
          std::string("https://example.org/bob"), std::string("@ada")}) {
        EXPECT_GE(app::flattr(ada_, places_, wrong).status, 400) << wrong;
    }
    expect_shows(ada_.get(places_.hub + "/me"), HasSubstr("No flattrs yet"));
    for (const char* wrong : {"0", "-1", "1.001", "1e3", "99999999999999999999", ""}) {
        EXPECT_GE(app::top_up(ada_, places_, wrong).status, 400) << wrong;
    }
    expect_shows(ada_.get(places_.hub + "/me"), HasSubstr("5.00"));
    hub_.expect_clean_books();
}

TEST_F(Story, saying_no_at_the_platform_signs_nobody_in) {
    app::Browser nobody;
    const app::Page page = app::sign_in(nobody, places_, "");
    EXPECT_GE(page.status, 400);
    EXPECT_EQ(nobody.send("GET", places_.hub + "/v1/session").status, 401);
}

TEST_F(Story, a_restart_keeps_sessions_and_money) {
    become_giver(ada_, "1001");
    EXPECT_EQ(hub_.stop_hub(), 0);
    hub_.start_hub();
    expect_shows(ada_.get(places_.hub + "/me"), HasSubstr("5.00"));
}

TEST_F(Story, close_month_on_the_command_line_works_beside_the_running_hub) {
    become_giver(ada_, "1001");
    ASSERT_EQ(app::flattr(ada_, places_, "@bob").status, 200);
    const Ended running = hub_.run_command({"close-month"});
    EXPECT_EQ(running.code, 0);
    EXPECT_THAT(running.out, HasSubstr("No month waits"));
    const Ended closed = hub_.run_command({"close-month", "--end-early"});
    EXPECT_EQ(closed.code, 0) << hub_.log();
    EXPECT_THAT(closed.out, HasSubstr("1 flattr of 1 giver, EUR 1.00 for 1 recipient"));
    app::Browser bob;
    app::sign_in(bob, places_, "1002");
    expect_shows(app::look_at_claim(bob, places_), HasSubstr("from one person"));
    hub_.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
