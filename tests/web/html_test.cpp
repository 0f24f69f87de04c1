// Every page, as a member, an operator, somebody with money waiting and a stranger see it, by a validator that others
// wrote.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>

#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

class Html : public ::testing::Test {
   protected:
    void keep(const http::ClientResponse& page) {
        ASSERT_EQ(TestSite::header(page, "Content-Type"), "text/html; charset=utf-8") << page.status;
        std::ofstream(folder.path() / ("page" + std::to_string(++pages) + ".html")) << page.body;
    }
    void keep_all(const std::string& session, std::initializer_list<const char*> paths) {
        for (const char* path : paths)
            keep(site.get(path, session));
    }
    /// What the validator says; its exit code into `code`.
    std::string validate(int& code) {
        const std::string command =
            std::string(OBOLUS_NODE) + " " + OBOLUS_PEERS + "/html.mjs " + folder.path().string();
        std::FILE* pipe = ::popen(command.c_str(), "r");
        if (pipe == nullptr) return "no node";
        std::string said;
        std::array<char, 4096> buffer{};
        while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), pipe))
            said.append(buffer.data(), read);
        code = ::pclose(pipe);
        return said;
    }
    TestSite site;
    TemporaryFolder folder;
    int pages = 0;
};

TEST_F(Html, each_page_is_valid) {
    const base::MemberId other = site.hub().join("2", 5, 1);
    site.hub().join("1", 5, 1);
    ASSERT_TRUE(site.hub().flattr(other, "1").has_value());
    ASSERT_TRUE(site.hub().flattr(other, "1001").has_value());
    std::string session = site.hub().sign_in("1");
    site.post_form("/me/flattr", session, {{"to", "@handle1001"}});
    site.hub().end_and_close_month();
    session = site.hub().sign_in_as_all({"1"});
    site.post_form("/me/flattr", session, {{"to", "@handle1002"}});
    site.post_form("/me/gifts", session, {{"to", "@handle1003"}, {"amount", "0.50"}, {"key", "gift"}});
    site.post_form("/me/payouts", session, {{"amount", "0.25"}, {"destination", "test:ok"}, {"key", "payout"}});
    keep(site.post_form("/settings/tokens", session, {{"name", "script"}, {"scope_read", "yes"}}));
    keep_all(session, {"/", "/me", "/give", "/give?to=%40handle1002", "/give?to=%40nobody", "/me/gifts", "/me/wallet",
                       "/me/revenue", "/me/payouts", "/settings", "/settings/leave", "/claim", "/operator", "/p/1",
                       "/problems/insufficient_funds", "/nothing"});
    const std::string waiting = site.hub().sign_in("1001");
    keep_all(waiting, {"/claim", "/welcome", "/settings", "/", "/me/nothing"});
    keep_all("", {"/", "/sign-in", "/sign-in?to=/claim", "/nothing"});
    keep(site.post_form("/me/flattr", session, {{"to", "@nobody"}}));
    keep(site.post_form("/me/gifts", session, {{"to", "@handle1003"}, {"amount", "99"}, {"key", "poor"}}));
    keep(site.post_form("/me/payouts", session, {{"amount", "0.10"}, {"destination", "moon"}, {"key", "typo"}}));
    keep(site.post_form("/settings/tokens", session, {{"name", ""}}));
    keep(site.post_form("/settings/leave", session, {{"destination", "moon"}}));
    keep(site.post_form("/sign-in", "", {{"provider", "demo"}}));
    const std::string left_alone = site.hub().sign_in("1004");
    site.post_form("/opt-out", left_alone);
    keep_all(left_alone, {"/claim", "/welcome", "/settings"});
    int code = -1;
    const std::string said = validate(code);
    EXPECT_EQ(code, 0) << said;
}

}  // namespace
}  // namespace obolus::support
