// What the operator's log says, and what it never says.
#include <sstream>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string log_everything(const app::Places&) { return "log: {level: debug, format: json}\n"; }

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

TEST(Log, each_line_is_an_object_and_a_refusal_leaves_one_with_its_name) {
    RunningHub hub(&log_everything);
    app::Browser stranger;
    EXPECT_EQ(stranger.send("GET", hub.places().hub + "/v1/wallet").status, 401);
    EXPECT_EQ(hub.stop_hub(), 0);
    EXPECT_THAT(hub.log(), HasSubstr("GET /v1/wallet 401 not_signed_in"));
    for (const std::string& line : lines_of(hub.log())) {
        boost::system::error_code wrong;
        const boost::json::value event = boost::json::parse(line, wrong);
        ASSERT_FALSE(wrong) << line;
        for (const char* name : {"time", "level", "message"})
            EXPECT_TRUE(event.as_object().contains(name)) << line;
    }
}

TEST(Log, holds_no_secret_even_when_everything_is_logged) {
    RunningHub hub(&log_everything);
    const app::Places& places = hub.places();
    app::Browser ada;
    app::sign_in(ada, places, "1001");
    app::open_account(ada, places);
    app::top_up(ada, places, "5.00");
    app::set_budget(ada, places, "1.00");
    ASSERT_EQ(app::flattr(ada, places, "@bob").status, 200);
    const Ended made = hub.run_command({"token", "create", "--member", "demo:1001", "--name", "x", "--scope", "read"});
    const std::string token = made.out.substr(0, made.out.find('\n'));
    ASSERT_EQ(ada.send("GET", places.hub + "/v1/me", {{"Authorization", "Bearer " + token}}).status, 200);
    // What comes from outside in the wrong place is refused, and leaves its line without its secrets.
    ada.send("GET", places.hub + "/callback/demo?code=canary-code&state=canary-state");
    ada.send("GET", places.hub + "/v1/me", {{"Authorization", "Bearer obolus_canary-token"}});
    ada.send("POST", places.hub + "/v1/flattrs", {{"X-Obolus-CSRF", "canary-csrf"}, {"Origin", places.hub}},
             R"({"to": "canary-body"})");
    const std::string session = ada.cookie("localhost", "__Host-obolus_session");
    ASSERT_NE(session, "");
    EXPECT_EQ(hub.stop_hub(), 0);

    const std::string log = hub.log();
    ASSERT_THAT(log, HasSubstr("/callback/demo 4"));
    const std::string key = read_file(hub.folder() / "demo.key");
    const std::string hex = base::to_hex({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()});
    for (const std::string& secret : {std::string("demo-secret"), std::string("demo-app-token"), std::string("canary"),
                                      token, session, key, hex, base::to_base64url(key)})
        EXPECT_THAT(log, Not(HasSubstr(secret)));
}

}  // namespace
}  // namespace obolus::end_to_end
