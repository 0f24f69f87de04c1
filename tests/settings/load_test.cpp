#include "settings/load.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace obolus::settings {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> problems_of(const std::string& text) {
    std::vector<std::string> said;
    for (const Problem& problem : parse(text, "/etc/obolus").problems)
        said.push_back(to_string("o.yaml", problem));
    return said;
}

const std::string provider = "providers:\n  demo:\n    plugin: twitter\n    client_id: c\n";

TEST(load, an_empty_file_is_the_defaults) {
    const Loaded loaded = parse("", "/etc/obolus");
    EXPECT_TRUE(loaded.problems.empty());
    EXPECT_EQ(loaded.settings.store.database, "sqlite:/etc/obolus/var/obolus.db");
    EXPECT_EQ(loaded.settings.key_file, "/etc/obolus/var/obolus.key");
    EXPECT_EQ(loaded.settings.hub.currency, money::euro());
}

TEST(load, the_reference_file_writes_down_every_default) {
    const Loaded reference = load(OBOLUS_SOURCE_DIR "/config/obolus.yaml");
    for (const Problem& problem : reference.problems)
        ADD_FAILURE() << to_string("config/obolus.yaml", problem);
    const Settings& said = reference.settings;
    const Settings real = parse("", OBOLUS_SOURCE_DIR "/config").settings;
    EXPECT_EQ(said.hub.id, real.hub.id);
    EXPECT_EQ(said.hub.name, real.hub.name);
    EXPECT_EQ(said.hub.public_url, real.hub.public_url);
    EXPECT_EQ(said.hub.currency, real.hub.currency);
    EXPECT_EQ(said.hub.time_zone, real.hub.time_zone);
    EXPECT_EQ(said.hub.operators, real.hub.operators);
    EXPECT_EQ(said.hub.source_url, real.hub.source_url);
    EXPECT_EQ(said.http.listen_host, real.http.listen_host);
    EXPECT_EQ(said.http.listen_port, real.http.listen_port);
    EXPECT_EQ(said.hub.leftovers_to, real.hub.leftovers_to);
    EXPECT_EQ(said.http.trusted_proxies, real.http.trusted_proxies);
    EXPECT_EQ(said.http.header_bytes_max, real.http.header_bytes_max);
    EXPECT_EQ(said.http.body_bytes_max, real.http.body_bytes_max);
    EXPECT_EQ(said.http.connections_max, real.http.connections_max);
    EXPECT_EQ(said.http.read_timeout, real.http.read_timeout);
    EXPECT_EQ(said.http.idle_timeout, real.http.idle_timeout);
    EXPECT_EQ(said.http.write_timeout, real.http.write_timeout);
    EXPECT_EQ(said.http.drain_timeout, real.http.drain_timeout);
    EXPECT_EQ(said.api.requests_per_minute, real.api.requests_per_minute);
    EXPECT_EQ(said.api.strangers_requests_per_minute, real.api.strangers_requests_per_minute);
    EXPECT_EQ(said.metrics_token, real.metrics_token);
    EXPECT_EQ(said.store.database, real.store.database);
    EXPECT_EQ(said.store.queue_max, real.store.queue_max);
    EXPECT_EQ(said.store.batch_max, real.store.batch_max);
    EXPECT_EQ(said.store.readers, real.store.readers);
    EXPECT_EQ(said.store.cache_mib, real.store.cache_mib);
    EXPECT_EQ(said.key_file, real.key_file);
    EXPECT_EQ(said.sessions.ttl, real.sessions.ttl);
    EXPECT_EQ(said.sessions.sign_in_ttl, real.sessions.sign_in_ttl);
    EXPECT_EQ(said.sessions.recent, real.sessions.recent);
    EXPECT_EQ(said.by_handle_wait, real.by_handle_wait);
    EXPECT_EQ(said.fee_ppm, real.fee_ppm);
    EXPECT_EQ(said.reciprocity, real.reciprocity);
    EXPECT_EQ(said.lookups.ttl, real.lookups.ttl);
    EXPECT_EQ(said.lookups.remembered_max, real.lookups.remembered_max);
    EXPECT_EQ(said.lookups.unknown_ttl, real.lookups.unknown_ttl);
    EXPECT_EQ(said.lookups.per_minute_max, real.lookups.per_minute_max);
    EXPECT_EQ(said.lookups.instance_per_minute_max, real.lookups.instance_per_minute_max);
    EXPECT_EQ(said.lookups.pause_max, real.lookups.pause_max);
    EXPECT_EQ(said.lookups.failures_max, real.lookups.failures_max);
    EXPECT_EQ(said.lookups.rest, real.lookups.rest);
    EXPECT_EQ(said.id_change_wait, real.id_change_wait);
    EXPECT_EQ(said.escrow_ttl, real.escrow_ttl);
    EXPECT_EQ(said.jobs_every, real.jobs_every);
    EXPECT_EQ(said.test_rail, real.test_rail);
    EXPECT_EQ(said.movable_clock, real.movable_clock);
    EXPECT_EQ(said.plugins.directory, real.plugins.directory);
    EXPECT_EQ(said.plugins.worker, real.plugins.worker);
    EXPECT_EQ(said.plugins.step_cpu, real.plugins.step_cpu);
    EXPECT_EQ(said.plugins.step_wall, real.plugins.step_wall);
    EXPECT_EQ(said.plugins.memory_bytes_max, real.plugins.memory_bytes_max);
    EXPECT_TRUE(said.providers.empty());
    EXPECT_EQ(said.log.level, real.log.level);
    EXPECT_EQ(said.log.format, real.log.format);
}

/// A key that the program reads but the reference doesn't name would stay unknown to operators: each line of the
/// reference is taken away in turn (its value spoiled), and every value key must then be complained about.
TEST(load, the_reference_file_names_no_key_that_is_not_read) {
    std::ifstream in(OBOLUS_SOURCE_DIR "/config/obolus.yaml");
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    int spoiled_keys = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t colon = lines[i].find(": ");
        if (colon == std::string::npos || lines[i].starts_with("#") || !lines[i].starts_with("  ")) continue;
        std::string text;
        for (std::size_t j = 0; j < lines.size(); ++j)
            text += (j == i ? lines[j].substr(0, colon) + ": {spoiled: true}" : lines[j]) + "\n";
        EXPECT_EQ(parse(text, "/").problems.size(), 1U) << lines[i];
        ++spoiled_keys;
    }
    EXPECT_GT(spoiled_keys, 25);
}

TEST(load, the_demo_file_has_no_problems) {
    for (const Problem& problem : load(OBOLUS_SOURCE_DIR "/config/demo.yaml").problems) {
        ADD_FAILURE() << to_string("config/demo.yaml", problem);
    }
}

TEST(load, all_problems_are_reported_at_once_with_line_key_and_advice) {
    EXPECT_THAT(
        problems_of(
            "hub:\n  curency: EUR\n  public_url: http://hub.example.org\nhttp:\n  listen: 8080\n  read_timeout_s: 0\n"
            "rails:\n  test:\n    enabled: yes\nwhatever: 1\n"),
        testing::ElementsAre(
            testing::StartsWith("o.yaml:2: hub.curency is not a key of this section; did you mean \"currency\"?"),
            testing::StartsWith("o.yaml:3: hub.public_url is \"http://hub.example.org\"; plain http"),
            testing::StartsWith("o.yaml:5: http.listen is \"8080\"; write address:port"),
            "o.yaml:6: http.read_timeout_s is \"0\"; write a whole number from 1 to 3600",
            "o.yaml:9: rails.test.enabled is \"yes\"; write true or false, without quotes",
            testing::StartsWith("o.yaml:10: whatever is not a key of this section; it knows: hub, http")));
}

TEST(load, a_number_in_quotes_too_large_or_with_a_unit_is_refused) {
    for (const char* bad : {"\"15\"", "99999999999999999999", "15s", "1.5", "-1", "true", "[15]"}) {
        EXPECT_EQ(problems_of(std::string("http:\n  read_timeout_s: ") + bad + "\n").size(), 1U) << bad;
    }
}

TEST(load, a_section_must_be_a_section) {
    EXPECT_THAT(problems_of("hub: 5\n"),
                testing::ElementsAre("o.yaml:1: hub must be a section: indent its keys below it"));
    EXPECT_THAT(problems_of("- hub\n"),
                testing::ElementsAre(testing::StartsWith("o.yaml:1: the file must consist of sections")));
}

TEST(load, a_provider_is_read_whole) {
    const Loaded loaded = parse(
        "hub: {operators: ['demo:1001']}\n"
        "providers:\n"
        "  demo:\n"
        "    plugin: twitter\n"
        "    display_name: Demo\n"
        "    client_id: obolus\n"
        "    client_secret: s3cret\n"
        "    endpoints: {api: 'http://127.0.0.1:8081'}\n"
        "    settings: {handle_max: 15, text: '15'}\n"
        "    allow_hosts:\n"
        "      - {host: '127.0.0.1:8081', inside: true}\n"
        "      - {host: api.x.com}\n",
        "/etc");
    for (const Problem& problem : loaded.problems)
        ADD_FAILURE() << to_string("o.yaml", problem);
    ASSERT_EQ(loaded.settings.providers.size(), 1U);
    const ProviderSettings& demo = loaded.settings.providers[0];
    EXPECT_EQ(demo.name, "demo");
    EXPECT_EQ(demo.plugin, "twitter");
    EXPECT_EQ(demo.client_secret, "s3cret");
    EXPECT_EQ(demo.endpoints.at("api"), "http://127.0.0.1:8081");
    EXPECT_EQ(demo.settings_json, R"({"handle_max":15,"text":"15"})");
    ASSERT_EQ(demo.allow_hosts.size(), 2U);
    EXPECT_TRUE(demo.allow_hosts[0].inside);
    EXPECT_FALSE(demo.allow_hosts[1].inside);
}

TEST(load, a_providers_problems_name_their_places) {
    EXPECT_THAT(
        problems_of("providers:\n  Demo:\n    endpoints: {api: x}\n    allow_hosts:\n      - {host: 'http://x'}\n      "
                    "- here\n"),
        testing::UnorderedElementsAre(testing::HasSubstr(":2: providers.Demo the entry's name is \"Demo\""),
                                      testing::HasSubstr("providers.Demo.plugin is missing"),
                                      testing::HasSubstr("providers.Demo.client_id is missing"),
                                      testing::HasSubstr(":3: providers.Demo.endpoints api is \"x\""),
                                      testing::HasSubstr(":5: providers.Demo.allow_hosts[0].host is \"http://x\""),
                                      testing::HasSubstr(":6: providers.Demo.allow_hosts[1] must be a section")));
}

TEST(load, an_operator_needs_a_provider_that_exists) {
    EXPECT_THAT(problems_of("hub: {operators: ['dem:1', ada]}\n" + provider),
                testing::UnorderedElementsAre(testing::HasSubstr("did you mean \"demo\"?"),
                                              testing::HasSubstr("hub.operators[1] is \"ada\"")));
}

TEST(load, secrets_come_from_the_file_the_environment_or_a_file_of_their_own) {
    const fs::path folder = fs::path(testing::TempDir()) / "obolus_settings_secrets";
    fs::create_directories(folder);
    std::ofstream(folder / "x.secret") << "from a file\n";
    fs::permissions(folder / "x.secret", fs::perms::owner_all);
    ::setenv("OBOLUS_TEST_SECRET", "from the environment", 1);
    const Loaded loaded =
        parse(provider + "    client_secret_file: x.secret\n    app_token_env: OBOLUS_TEST_SECRET\n", folder);
    EXPECT_TRUE(loaded.problems.empty());
    EXPECT_EQ(loaded.settings.providers[0].client_secret, "from a file");
    EXPECT_EQ(loaded.settings.providers[0].app_token, "from the environment");
    ::unsetenv("OBOLUS_TEST_SECRET");
    EXPECT_THAT(problems_of(provider + "    client_secret_file: none\n    app_token_env: OBOLUS_TEST_SECRET\n"),
                testing::UnorderedElementsAre(testing::HasSubstr("can't be read"), testing::HasSubstr("isn't set")));
    EXPECT_THAT(problems_of(provider + "    client_secret: a\n    client_secret_env: PATH\n"),
                testing::ElementsAre(testing::HasSubstr("more than one way")));
    fs::remove_all(folder);
}

TEST(load, paths_are_meant_from_the_files_folder) {
    const Settings settings =
        parse("store: {database: 'sqlite:../data/o.db'}\nplugins: {directory: /usr/lib/obolus}\n", "/etc/obolus")
            .settings;
    EXPECT_EQ(settings.store.database, "sqlite:/etc/data/o.db");
    EXPECT_EQ(settings.plugins.directory, "/usr/lib/obolus");
}

TEST(load, a_database_of_an_unknown_kind_is_refused) {
    EXPECT_THAT(problems_of("store: {database: 'mysql:x'}\n"),
                testing::ElementsAre(testing::HasSubstr("write sqlite: and a path")));
}

TEST(load, what_postgresql_is_told_is_no_path) {
    const Loaded loaded = parse("store: {database: 'postgresql:host=/run/postgresql dbname=obolus'}\n", "/etc/obolus");
    EXPECT_TRUE(loaded.problems.empty());
    EXPECT_EQ(loaded.settings.store.database, "postgresql:host=/run/postgresql dbname=obolus");
}

TEST(load, the_rules_that_an_operator_chooses_are_read) {
    const Loaded loaded =
        parse(provider +
                  "hub: {leftovers_to: 'demo:1001'}\nescrow: {ttl_days: 30, by_handle_wait_days: 7}\n"
                  "fee: {revenue_ppm: 10000}\npayouts: {reciprocity: true}\nsessions: {recent_s: 60}\n",
              "/etc/obolus");
    EXPECT_TRUE(loaded.problems.empty());
    EXPECT_EQ(loaded.settings.hub.leftovers_to, (identity::Key{"demo", "", "1001"}));
    EXPECT_EQ(loaded.settings.by_handle_wait, std::chrono::days(7));
    EXPECT_EQ(loaded.settings.fee_ppm, 10'000U);
    EXPECT_TRUE(loaded.settings.reciprocity);
    EXPECT_EQ(loaded.settings.sessions.recent, std::chrono::minutes(1));
}

TEST(load, leftovers_go_to_somebody_who_can_sign_in_here) {
    EXPECT_THAT(problems_of(provider + "hub: {leftovers_to: 'dmeo:1001'}\n"),
                testing::ElementsAre(testing::HasSubstr("did you mean \"demo\"?")));
    EXPECT_THAT(problems_of("hub: {leftovers_to: '@ada'}\n"),
                testing::ElementsAre(testing::HasSubstr("write provider:id")));
}

TEST(load, a_secrets_file_that_everybody_may_read_is_refused) {
    const fs::path folder = fs::path(testing::TempDir()) / "obolus_load_open";
    fs::create_directories(folder);
    std::ofstream(folder / "x.secret") << "s";
    fs::permissions(folder / "x.secret", fs::perms::owner_read | fs::perms::others_read);
    EXPECT_THAT(parse(provider + "    client_secret_file: x.secret\n", folder).problems,
                testing::ElementsAre(testing::Field(&Problem::message, testing::HasSubstr("chmod o-rwx"))));
    fs::remove_all(folder);
}

TEST(load, the_reference_files_example_of_a_provider_is_a_good_one) {
    std::ifstream file(OBOLUS_SOURCE_DIR "/config/obolus.yaml");
    std::string example;
    for (std::string line; std::getline(file, line);)
        if (line == "# providers:" || (!example.empty() && line.starts_with("#"))) example += line.substr(2) + "\n";
    ::setenv("X_APP_TOKEN", "t", 1);
    const Loaded loaded = parse(example, "/etc/obolus");
    ::unsetenv("X_APP_TOKEN");
    for (const Problem& problem : loaded.problems)
        ADD_FAILURE() << to_string("the example", problem);
    ASSERT_EQ(loaded.settings.providers.size(), 1U);
    EXPECT_EQ(loaded.settings.providers[0].allow_hosts[0].host, "api.x.com");
}

TEST(load, every_key_is_known_with_what_it_takes) {
    std::vector<std::string> known;
    for (const KnownKey& key : known_keys())
        known.push_back(key.path + ": " + key.accepts);
    EXPECT_THAT(known,
                testing::IsSupersetOf({"hub.id: a text", "http.read_timeout_s: a whole number from 1 to 3600",
                                       "rails.test.enabled: true or false", "providers.NAME.endpoints.NAME: a text",
                                       "providers.NAME.allow_hosts[].inside: true or false"}));
    EXPECT_THAT(known, testing::Not(testing::Contains(testing::StartsWith("hub:"))));
}

TEST(load, a_missing_file_or_a_folder_is_one_clear_problem) {
    EXPECT_THAT(load("/nonexistent/o.yaml").problems,
                testing::ElementsAre(testing::Field(&Problem::message, testing::HasSubstr("doesn't exist"))));
    EXPECT_THAT(load("/").problems,
                testing::ElementsAre(testing::Field(&Problem::message, testing::HasSubstr("isn't a regular file"))));
}

}  // namespace
}  // namespace obolus::settings
