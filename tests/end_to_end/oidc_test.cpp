// The story on a platform that nobody here wrote: a certified OpenID provider, spoken to by the generic plugin, from
// settings alone. Who is who there is looked up in a directory (the demo platform's API stands in for it), as OpenID
// Connect has none.
#include <fstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;

json::object account(const char* sub, const char* handle, const char* name) {
    return {{"sub", sub}, {"preferred_username", handle}, {"name", name}};
}

class OpenId : public testing::Test {
   protected:
    ~OpenId() override { std::filesystem::remove(config_); }

    /// Starts the provider for the hub's address, and answers the settings' entry for it.
    std::string start_provider(const app::Places& places) {
        const json::object client{{"client_id", "obolus"},
                                  {"client_secret", "obolus-secret"},
                                  {"redirect_uris", json::array{places.hub + "/callback/oidc"}},
                                  {"grant_types", json::array{"authorization_code"}},
                                  {"response_types", json::array{"code"}}};
        const json::object accounts{{"ada", account("1001", "ada", "Ada at OpenID")},
                                    {"bob", account("1002", "bob", "Bob at OpenID")},
                                    {"chiara", account("1003", "chiara", "Chiara at OpenID")}};
        std::ofstream(config_) << json::serialize(
            json::object{{"clients", json::array{client}}, {"accounts", accounts}});
        provider_.emplace(OBOLUS_NODE, std::vector<std::string>{OBOLUS_PEERS "/oidc.mjs", config_});
        const std::string issuer = provider_->read_line().substr(std::string("ready ").size());
        const std::string host = issuer.substr(std::string("http://").size());
        const std::string directory = places.platform.substr(std::string("http://").size());
        return "  oidc:\n    plugin: generic\n    display_name: OpenID\n    client_id: obolus\n    client_secret: "
               "obolus-secret\n"
               "    app_token: demo-app-token\n    settings:\n      issuer: " +
               issuer + "\n      lookup_url: " + places.platform +
               "/2/users/by/username/{handle}\n      lookup_id_pointer: /data/id\n      lookup_handle_pointer: "
               "/data/username\n"
               "      lookup_name_pointer: /data/name\n    allow_hosts:\n      - {host: \"" +
               host + "\", inside: true}\n      - {host: \"" + directory + "\", inside: true}\n";
    }
    /// Signs in; the person's login goes along as login_hint, since this provider's page has nobody to click for us.
    app::Page sign_in(app::Browser& browser, const std::string& login) {
        const http::ClientResponse started = browser.send(
            "POST", hub_.places().hub + "/sign-in",
            {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", hub_.places().hub}}, "provider=oidc");
        return browser.get(app::refresh_of(started.body).value_or("") + "&login_hint=" + login);
    }

    std::string config_ = testing::TempDir() + "/obolus_oidc_" + std::to_string(::getpid()) + ".json";
    std::optional<app::Child> provider_;
    RunningHub hub_{[this](const app::Places& places) { return start_provider(places); }};
};

TEST_F(OpenId, money_reaches_its_owner_by_the_generic_plugin) {
    const app::Places& places = hub_.places();
    app::Browser ada;
    EXPECT_EQ(sign_in(ada, "ada").status, 200);
    app::open_account(ada, places);
    app::top_up(ada, places, "2.00");
    app::set_budget(ada, places, "1.00");
    for (const char* name : {"oidc:bob", "oidc:chiara"}) {
        const app::Page page = app::flattr(ada, places, name);
        ASSERT_EQ(page.status, 200) << app::text_of(page.body);
    }
    EXPECT_EQ(hub_.run_command({"close-month", "--end-early"}).code, 0) << hub_.log();

    app::Browser bob;
    sign_in(bob, "bob");
    EXPECT_THAT(app::text_of(app::look_at_claim(bob, places).body),
                AllOf(HasSubstr("50 cents"), HasSubstr("Bob at OpenID")));
    app::accept_claim(bob, places);
    EXPECT_THAT(app::text_of(bob.get(places.hub + "/me").body), HasSubstr("EUR 0.50"));

    app::Browser same_name_elsewhere;
    app::sign_in(same_name_elsewhere, places, "1003");
    EXPECT_THAT(app::text_of(app::look_at_claim(same_name_elsewhere, places).body), HasSubstr("Nothing waits"))
        << "demo:1003 and oidc:1003 are two people";
    app::Browser chiara;
    sign_in(chiara, "chiara");
    app::decline_claim(chiara, places);
    EXPECT_THAT(app::text_of(ada.get(places.hub + "/me").body),
                AllOf(HasSubstr("EUR 1.50"), HasSubstr("came back to you")));
    hub_.expect_clean_books();
}

TEST_F(OpenId, a_denied_sign_in_is_a_friendly_page_and_no_session) {
    app::Browser nobody;
    EXPECT_GE(sign_in(nobody, "deny").status, 400);
    EXPECT_EQ(nobody.send("GET", hub_.places().hub + "/v1/session").status, 401);
}

}  // namespace
}  // namespace obolus::end_to_end
