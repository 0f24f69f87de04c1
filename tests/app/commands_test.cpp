#include "app/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "hub/verb.hpp"

namespace obolus::app {
namespace {

using testing::HasSubstr;

std::vector<CLI::App*> commands_of(CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

TEST(commands, each_says_what_it_does_and_teaches_by_example_or_in_words) {
    CLI::App app;
    Chosen chosen;
    add_commands(app, chosen);
    for (CLI::App* command : commands_of(app)) {
        EXPECT_NE(command->get_description(), "") << command->get_name();
        if (commands_of(*command).empty()) {
            EXPECT_NE(command->get_footer(), "") << command->get_name();
        }
        for (CLI::App* sub : commands_of(*command)) {
            EXPECT_NE(sub->get_description(), "") << sub->get_name();
            EXPECT_NE(sub->get_footer(), "") << sub->get_name();
        }
    }
}

TEST(commands, an_unknown_one_is_named_with_the_nearest) {
    CLI::App app;
    Chosen chosen;
    add_commands(app, chosen);
    const auto about = [&](const char* word) {
        const char* argv[]{"obolus", word};
        return unknown_command(app, 2, argv);
    };
    EXPECT_THAT(about("audti"), HasSubstr("did you mean \"audit\"?"));
    EXPECT_THAT(about("fly"), HasSubstr("obolus --help"));
    EXPECT_EQ(about("audit"), "");
    EXPECT_EQ(about("--help"), "");
    EXPECT_EQ(unknown_command(app, 1, nullptr), "");
}

TEST(commands, refusals_and_faults_end_with_different_codes) {
    EXPECT_EQ(exit_of(make_error_code(hub::Refusal::month_unknown)), Exit::refused);
    EXPECT_EQ(exit_of(make_error_code(claims::Refusal::nothing_waiting)), Exit::refused);
    EXPECT_EQ(exit_of(make_error_code(base::Fault::storage_full)), Exit::fault);
}

TEST(commands, a_refusal_is_explained_as_everywhere_else) {
    EXPECT_EQ(explain(make_error_code(hub::Refusal::month_still_running)),
              "The month is still running. Only a month that has ended can be closed. Close it after its last day.");
}

}  // namespace
}  // namespace obolus::app
