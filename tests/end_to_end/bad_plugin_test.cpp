#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

using testing::HasSubstr;

std::string entry(const std::string& plugin) { return "  other:\n    plugin: " + plugin + "\n    client_id: c\n"; }

/// Starts a hub whose second provider has this plugin; it must refuse, and say `why`.
void expect_refused(const std::string& plugin, const std::string& why) {
    const std::string folder = testing::TempDir() + "/obolus_bad_plugin_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/text.so") << "this is no shared library";
    std::ofstream(folder + "/hub.yaml") << app::demo_settings(folder, app::free_port(), app::free_port())
                                        << entry(plugin);
    const Ended ended = run({"serve", "--migrate", "--config", folder + "/hub.yaml"}, folder + "/log");
    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(read_file(folder + "/log"), HasSubstr(why));
    std::filesystem::remove_all(folder);
}

TEST(BadPlugin, a_missing_file_is_said_so) { expect_refused("nowhere", "nowhere"); }

TEST(BadPlugin, a_file_that_is_no_plugin_is_said_so) { expect_refused("./text.so", "text.so"); }

TEST(BadPlugin, a_shared_library_without_the_entry_is_said_so) {
    expect_refused("/lib/x86_64-linux-gnu/libm.so.6", "libm.so.6");
}

/// A provider entry for each of three plugins that load well and then do what no plugin may.
std::string three_bad_ones(const app::Places&) {
    std::string entries;
    for (const std::string name : {"crash", "loop", "throw"}) {
        entries +=
            "  " + name + ":\n    plugin: " OBOLUS_BINARY_DIR "/tests/bad_plugins/" + name + ".so\n    client_id: c\n";
    }
    return entries;
}

TEST(BadPlugin, a_hub_with_plugins_that_crash_hang_and_throw_goes_on_serving) {
    RunningHub hub(&three_bad_ones);
    const app::Places& places = hub.places();
    app::Browser ada;
    app::sign_in(ada, places, "1001");
    app::open_account(ada, places);
    app::top_up(ada, places, "5.00");
    app::set_budget(ada, places, "1.00");
    for (const std::string provider : {"crash", "loop", "throw"}) {
        app::Browser stranger;
        for (int attempt = 0; attempt < 3; ++attempt) {
            const http::ClientResponse refused =
                stranger.send("POST", places.hub + "/sign-in",
                              {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", places.hub}},
                              "provider=" + provider);
            EXPECT_GE(refused.status, 500) << provider;
            EXPECT_THAT(app::text_of(refused.body), HasSubstr("plugin_unavailable")) << provider;
        }
    }
    EXPECT_EQ(app::flattr(ada, places, "demo:bob").status, 200) << "other providers aren't touched";
    hub.expect_clean_books();
}

/// An entry whose plugin signs everybody in as an account of `twitter`.
std::string lying_one(const app::Places&) {
    return "  liar:\n    plugin: " OBOLUS_BINARY_DIR "/tests/bad_plugins/other_provider.so\n    client_id: c\n";
}

// case 50
TEST(BadPlugin, a_provider_whose_plugin_names_anothers_account_is_out_of_service_until_a_restart) {
    RunningHub hub(&lying_one);
    const app::Places& places = hub.places();
    app::Browser anybody;
    const auto sign_in = [&] {
        return app::text_of(anybody
                                .send("POST", places.hub + "/sign-in",
                                      {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", places.hub}},
                                      "provider=liar")
                                .body);
    };
    const auto providers = [&] { return anybody.send("GET", places.hub + "/v1/providers").body; };
    EXPECT_THAT(providers(), testing::Not(HasSubstr(R"("in_service":false)")));
    EXPECT_THAT(sign_in(), HasSubstr("plugin_quarantined"));
    EXPECT_THAT(sign_in(), HasSubstr("plugin_quarantined"));
    EXPECT_THAT(providers(), testing::AllOf(HasSubstr(R"("name":"liar")"), HasSubstr(R"("in_service":false)")));
    EXPECT_THAT(anybody.send("GET", places.hub + "/metrics").body,
                HasSubstr("obolus_plugin_quarantined{provider=\"liar\"} 1"));
    EXPECT_THAT(anybody.send("GET", places.hub + "/readyz").body, HasSubstr(R"("quarantined":["liar"])"));
    EXPECT_THAT(hub.log(), HasSubstr("plugin of liar: it has named an account of another provider"));
    app::Browser ada;
    app::sign_in(ada, places, "1001");
    EXPECT_EQ(app::open_account(ada, places).status, 200) << "other providers aren't touched";
    EXPECT_EQ(hub.stop_hub(), 0);
    hub.start_hub();
    EXPECT_THAT(providers(), testing::Not(HasSubstr(R"("in_service":false)"))) << "the operator has had a look";
}

}  // namespace
}  // namespace obolus::end_to_end
