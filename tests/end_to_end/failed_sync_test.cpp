// case C, seen from outside: after a failed sync the hub takes no more commands and says so everywhere, until it is
// started again.
#include <cstdlib>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// What processes that are started meanwhile find in their environment.
class Environment {
   public:
    Environment(const char* name, const std::string& value) : name_(name) {
        if (const char* const before = std::getenv(name)) before_ = before;
        setenv(name, value.c_str(), 1);
    }
    ~Environment() {
        if (before_)
            setenv(name_, before_->c_str(), 1);
        else
            unsetenv(name_);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

   private:
    const char* name_;
    std::optional<std::string> before_;
};

TEST(FailedSync, stops_the_hub_which_says_so_in_its_answers_its_readiness_and_its_log) {
    const fs::path fails = fs::path(testing::TempDir()) / ("sync-fails-" + std::to_string(getpid()));
    const Environment preload("LD_PRELOAD", OBOLUS_FAILING_SYNC);
    const Environment while_there("OBOLUS_SYNC_FAILS_WHILE", fails.string());
    const char* const sanitizer = std::getenv("ASAN_OPTIONS");
    const Environment any_order("ASAN_OPTIONS", (sanitizer == nullptr ? std::string() : std::string(sanitizer) + ":") +
                                                    "verify_asan_link_order=0");
    RunningHub hub;
    app::Browser ada;
    app::sign_in(ada, hub.places(), "1001");
    app::open_account(ada, hub.places());
    EXPECT_EQ(app::top_up(ada, hub.places(), "5.00").status, 200);

    const app::Page me = ada.get(hub.places().hub + "/me");
    std::ofstream(fails) << "now";
    const app::Page unknown = ada.submit(me, "/me/top-up", {{"amount", "6.00"}});
    EXPECT_EQ(unknown.status, 503);
    EXPECT_THAT(unknown.body, HasSubstr("Do the same again"));
    fs::remove(fails);
    // The disk works again; what it holds nobody knows.
    const app::Page stopped = ada.submit(me, "/me/top-up", {{"amount", "6.00"}});
    EXPECT_EQ(stopped.status, 503);
    EXPECT_THAT(stopped.body, HasSubstr("The operator has to look at the disk"));
    const auto ready = ada.send("GET", hub.places().hub + "/readyz");
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr(R"("writing":"storage_stopped")"));
    EXPECT_THAT(hub.log(), HasSubstr("the hub takes no more commands"));
    EXPECT_THAT(hub.log(), HasSubstr("check the disk, then restart"));
    EXPECT_EQ(ada.get(hub.places().hub + "/").status, 200) << "what is there can be looked at";

    EXPECT_EQ(hub.stop_hub(), 0);
    hub.start_hub();
    EXPECT_EQ(ada.submit(me, "/me/top-up", {{"amount", "6.00"}}).status, 200) << "the same, with the same key";
    EXPECT_THAT(ada.get(hub.places().hub + "/me").body, HasSubstr("11.00")) << "once";
    hub.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
