// The story on platforms that nobody here wrote, each spoken to by the generic plugin from settings alone: GitHub and
// Google as emulate acts them, with the entries of config/providers, and a plain OAuth 2 server with opaque tokens.
#include <fstream>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// An entry of config/providers, as an operator would paste it, for a platform that is elsewhere.
std::string shipped_entry(const std::string& name, const std::string& client_id,
                          const std::map<std::string, std::string>& elsewhere) {
    std::string entry;
    std::ifstream file(fs::path(OBOLUS_SOURCE_DIR) / "config" / "providers" / (name + ".yaml"));
    for (std::string line; std::getline(file, line);)
        if (!line.starts_with('#')) entry += "  " + line + "\n";
    replace_all(entry, "client_id: \"\"", "client_id: " + client_id);
    replace_all(entry, "client_secret_file: " + name + ".secret", "client_secret: canary-client-secret");
    for (const auto& [from, to] : elsewhere)
        replace_all(entry, from, to);
    return entry;
}

class Peers : public testing::Test {
   protected:
    ~Peers() override { fs::remove_all(folder_); }

    /// Starts a script of tests/peers; answers its address.
    std::string start(const std::string& name, std::vector<std::string> arguments, const json::object& config) {
        fs::create_directories(folder_);
        const std::string file = (folder_ / (name + ".json")).string();
        std::ofstream(file) << json::serialize(config);
        arguments.push_back(file);
        app::Child& peer = peers_.emplace(name, app::Child(OBOLUS_NODE, std::move(arguments))).first->second;
        return peer.read_line().substr(std::string("ready ").size());
    }
    std::string start_github(const app::Places& places) {
        const std::string url =
            start("github", {OBOLUS_PEERS "/emulate.mjs", "github"},
                  {{"users", json::array{json::object{{"login", "octocat"}, {"name", "Octo"}, {"email", "o@mail.test"}},
                                         json::object{{"login", "dana"}, {"name", "Dana"}}}},
                   {"oauth_apps",
                    json::array{json::object{{"client_id", "Iv1.obolus"},
                                             {"client_secret", "canary-client-secret"},
                                             {"name", "Obolus"},
                                             {"redirect_uris", json::array{places.hub + "/callback/github"}}}}}});
        const std::string host = "{host: \"" + url.substr(std::string("http://").size()) + "\", inside: true}";
        return shipped_entry(
            "github", "Iv1.obolus",
            {{"https://github.com", url}, {"https://api.github.com", url}, {"{host: github.com}", host}});
    }
    std::string start_google(const app::Places& places) {
        const std::string url =
            start("google", {OBOLUS_PEERS "/emulate.mjs", "google"},
                  {{"users", json::array{json::object{{"email", "o@mail.test"}, {"name", "Gina at Google"}}}},
                   {"oauth_clients",
                    json::array{json::object{{"client_id", "obolus.apps"},
                                             {"client_secret", "canary-client-secret"},
                                             {"name", "Obolus"},
                                             {"redirect_uris", json::array{places.hub + "/callback/google"}}}}}});
        return shipped_entry("google", "obolus.apps",
                             {{"https://accounts.google.com", url},
                              {"{host: accounts.google.com}",
                               "{host: \"" + url.substr(std::string("http://").size()) + "\", inside: true}"}});
    }
    std::string start_plain(const app::Places& places) {
        const json::object users{{"alice", {{"id", 7}, {"username", "Alice"}}},
                                 {"mallory", {{"id", 8}, {"username", "mallory"}}}};
        plain_ = start(
            "plain", {OBOLUS_PEERS "/oauth2.mjs"},
            {{"client",
              {{"id", "obolus"}, {"secret", "canary-client-secret"}, {"redirectUri", places.hub + "/callback/plain"}}},
             {"users", users}});
        return "  plain:\n    plugin: generic\n    display_name: Plain\n    client_id: obolus\n"
               "    client_secret: canary-client-secret\n    settings:\n      authorize_url: " +
               plain_ + "/authorize\n      token_url: " + plain_ + "/token\n      userinfo_url: " + plain_ +
               "/me\n      id_pointer: /id\n      handle_pointer: /username\n      claim_by_handle: true\n"
               "    allow_hosts:\n      - {host: \"" +
               plain_.substr(std::string("http://").size()) + "\", inside: true}\n";
    }

    /// Where the hub sends whoever wants to sign in there.
    std::string begin(app::Browser& browser, const std::string& provider) {
        const http::ClientResponse started =
            browser.send("POST", hub_.places().hub + "/sign-in",
                         {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", hub_.places().hub}},
                         "provider=" + provider);
        return app::refresh_of(started.body).value_or("");
    }
    /// emulate asks with one form for each person; the field says whom.
    app::Page sign_in(app::Browser& browser, const std::string& provider, const std::string& who) {
        const bool github = provider == "github";
        return browser.submit(browser.get(begin(browser, provider)), "/callback", {{github ? "login" : "email", who}});
    }
    app::Page sign_in_at_plain(app::Browser& browser, const std::string& who) {
        return browser.get(begin(browser, "plain") + "&user=" + who);
    }
    void become_giver(app::Browser& browser) {
        app::sign_in(browser, hub_.places(), "1001");
        app::open_account(browser, hub_.places());
        app::top_up(browser, hub_.places(), "2.00");
        app::set_budget(browser, hub_.places(), "1.00");
    }
    void close_month() { EXPECT_EQ(hub_.run_command({"close-month", "--end-early"}).code, 0) << hub_.log(); }

    fs::path folder_ = fs::path(testing::TempDir()) / ("obolus_peers_" + std::to_string(::getpid()));
    std::map<std::string, app::Child> peers_;
    std::string plain_;
    RunningHub hub_{[this](const app::Places& places) {
        return start_github(places) + start_google(places) + start_plain(places);
    }};
};

TEST_F(Peers, money_given_to_a_github_handle_reaches_who_signs_in_there) {
    const app::Places& places = hub_.places();
    app::Browser ada;
    become_giver(ada);
    for (const char* name : {"github:octocat", "github:dana"})
        ASSERT_EQ(app::flattr(ada, places, name).status, 200) << name;
    EXPECT_GE(app::flattr(ada, places, "github:nobody-at-all").status, 400);
    close_month();

    app::Browser octocat;
    sign_in(octocat, "github", "octocat");
    EXPECT_THAT(app::text_of(app::look_at_claim(octocat, places).body), HasSubstr("50 cents"));
    app::accept_claim(octocat, places);
    EXPECT_THAT(app::text_of(octocat.get(places.hub + "/me").body), HasSubstr("EUR 0.50"));
    app::Browser dana;
    sign_in(dana, "github", "dana");
    app::decline_claim(dana, places);
    EXPECT_THAT(app::text_of(ada.get(places.hub + "/me").body), HasSubstr("EUR 1.50"));
    hub_.expect_clean_books();
}

// case 38
TEST_F(Peers, the_same_email_address_at_another_platform_opens_nothing) {
    const app::Places& places = hub_.places();
    app::Browser ada;
    become_giver(ada);
    ASSERT_EQ(app::flattr(ada, places, "github:octocat").status, 200);
    close_month();
    app::Browser namesake;
    const app::Page page = sign_in(namesake, "google", "o@mail.test");
    EXPECT_EQ(page.status, 200) << app::text_of(page.body);
    EXPECT_THAT(app::text_of(app::look_at_claim(namesake, places).body),
                AllOf(HasSubstr("Nothing waits"), Not(HasSubstr("octocat"))));
    EXPECT_THAT(namesake.send("GET", places.hub + "/v1/session").body, Not(HasSubstr("mail.test")));
    hub_.expect_clean_books();
}

// case 20
TEST_F(Peers, a_code_that_the_platform_refuses_signs_nobody_in) {
    app::Browser nobody;
    const std::string url = begin(nobody, "github");
    const auto query = http::parse_form(url.substr(url.find('?') + 1));
    ASSERT_TRUE(query);
    const std::string state(http::find(*query, "state").value_or(""));
    const app::Page page = nobody.get(hub_.places().hub + "/callback/github?code=made-up&state=" + state);
    EXPECT_EQ(page.status, 400);
    EXPECT_EQ(nobody.send("GET", hub_.places().hub + "/v1/session").status, 401);
}

// case 11
TEST_F(Peers, markup_in_what_a_platform_says_reaches_no_page) {
    app::Browser nobody;
    const std::string url = begin(nobody, "plain");
    const auto query = http::parse_form(url.substr(url.find('?') + 1));
    ASSERT_TRUE(query);
    const std::string markup = "<script>alert(1)</script>";
    for (const char* error : {"access_denied", "server_error", "<script>alert(1)</script>"}) {
        const http::Fields answer{{"state", std::string(http::find(*query, "state").value_or(""))},
                                  {"error", error},
                                  {"error_description", markup},
                                  {"error_uri", "javascript:alert(1)"}};
        const app::Page page = nobody.get(hub_.places().hub + "/callback/plain?" + http::encode_form(answer));
        EXPECT_GE(page.status, 400);
        EXPECT_THAT(page.body, AllOf(Not(HasSubstr("alert(1)")), Not(HasSubstr("javascript:"))));
    }
    EXPECT_THAT(hub_.log(), Not(HasSubstr("<script>")));
}

// case 13
TEST_F(Peers, a_sign_in_begins_with_the_hubs_own_form_alone) {
    app::Browser nobody;
    const std::string to = hub_.places().hub + "/sign-in";
    const http::ClientResponse by_link = nobody.send("GET", to + "?provider=github");
    EXPECT_FALSE(app::refresh_of(by_link.body));
    const http::ClientResponse from_elsewhere = nobody.send(
        "POST", to, {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", "https://evil.example"}},
        "provider=github");
    EXPECT_EQ(from_elsewhere.status, 403);
    EXPECT_FALSE(app::refresh_of(from_elsewhere.body));
}

// case 40
TEST_F(Peers, what_is_given_to_a_handle_that_nobody_can_look_up_waits_for_its_owner_and_opens_at_no_first_sign_in) {
    const app::Places& places = hub_.places();
    app::Browser ada;
    become_giver(ada);
    ASSERT_EQ(app::flattr(ada, places, "plain:@alice").status, 200);
    close_month();
    for (const char* who : {"mallory", "alice"}) {
        app::Browser browser;
        EXPECT_EQ(sign_in_at_plain(browser, who).status, 200);
        const std::string text = app::text_of(app::look_at_claim(browser, places).body);
        EXPECT_THAT(text, Not(HasSubstr("yours until"))) << who;
    }
    hub_.expect_clean_books();
}

// cases 55 and 56
TEST_F(Peers, a_platforms_tokens_are_in_no_database_log_or_cookie) {
    app::Browser alice;
    EXPECT_EQ(sign_in_at_plain(alice, "alice").status, 200);
    std::vector<std::string> canaries{"canary-client-secret", "demo-secret", "demo-app-token"};
    for (int i = 0; i < 2; ++i)
        canaries.push_back(peers_.at("plain").read_line().substr(std::string("issued ").size()));
    EXPECT_EQ(hub_.stop_hub(), 0);
    const std::string kept = hub_.log() + alice.cookie("localhost", "__Host-obolus_session") + hub_.dump();
    EXPECT_THAT(kept, HasSubstr("Alice"));
    for (const std::string& canary : canaries) {
        ASSERT_GE(canary.size(), 8U);
        EXPECT_EQ(kept.find(canary), std::string::npos) << canary;
    }
}

}  // namespace
}  // namespace obolus::end_to_end
