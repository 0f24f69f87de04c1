// Random verbs against the plain model: after every step each balance must be the model's and the checks of sql/checks
// must find nothing; at the end the audit replays it all.
//
// Many short runs, each from a small town of its own, and a few long ones. OBOLUS_SIMULATION_SEEDS runs more or fewer
// of the short ones, OBOLUS_SIMULATION_FIRST_SEED begins at another: a failure names its seed.
#include "simulation/simulation.hpp"

#include <gtest/gtest.h>

#include "support/postgresql.hpp"
#include "support/setting.hpp"

namespace obolus::simulation {
namespace {

void simulate(std::uint64_t first, std::uint64_t seeds, int steps) {
    for (std::uint64_t seed = first; seed < first + seeds && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Simulation simulation(seed);
        simulation.settle_town();
        simulation.run(steps);
    }
}

/// Two thousand seeds in ten tests, so that ctest spreads them over the cores.
class ShortRuns : public testing::TestWithParam<int> {};

TEST_P(ShortRuns, leave_the_balances_of_a_plain_model_and_nothing_for_the_checks_to_find) {
    const auto first = support::setting("OBOLUS_SIMULATION_FIRST_SEED", 1);
    const auto seeds = support::setting("OBOLUS_SIMULATION_SEEDS", support::tests_use_postgresql() ? 40 : 2'000);
    simulate(first + seeds / 10 * static_cast<std::uint64_t>(GetParam()), seeds / 10, 8);
}
INSTANTIATE_TEST_SUITE_P(Simulation, ShortRuns, testing::Range(0, 10));

TEST(Simulation, long_runs_leave_the_balances_of_a_plain_model_and_nothing_for_the_checks_to_find) {
    // PostgreSQL answers the checks after each step more slowly than SQLite, a file of its own in memory.
    if (support::tests_use_postgresql())
        simulate(1'000'001, 1, 100);
    else
        simulate(1'000'001, 10, 300);
}

}  // namespace
}  // namespace obolus::simulation
