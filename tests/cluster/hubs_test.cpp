// Three hubs over one database share the work: commands come to whichever the balancer picks, months close by the jobs
// of all, payouts go out once, and one of them dies meanwhile.
#include "cluster/hubs.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "support/postgresql.hpp"

namespace obolus::cluster {
namespace {

constexpr int hubs_count = 3;
constexpr std::size_t givers = 6;

TEST(Hubs, do_each_command_once_whichever_of_them_it_comes_to) {
    const support::PostgresqlDatabase database(support::PostgresqlDatabase::Content::nothing);
    Hubs hubs(database.address(), hubs_count);
    Load load(hubs, givers);
    ASSERT_TRUE(load.progress().wait_for_acknowledged(60));
    {
        app::Child month = hubs.begin_command({"demo", "next-month"});
        ASSERT_TRUE(load.progress().wait_for_acknowledged(60));
        EXPECT_EQ(month.wait(), 0);
    }
    hubs.kill(1);
    ASSERT_TRUE(load.progress().wait_for_acknowledged(60));
    hubs.start(1);
    ASSERT_TRUE(load.progress().wait_for_acknowledged(60));
    load.expect_all_there_once(hubs);
    // The killed one and its successor are two writers.
    const std::string writers =
        support::run_on_postgresql(database.address(), "SELECT COUNT(*) FROM writers WHERE commits > 5");
    EXPECT_GE(std::stoi(writers), hubs_count);
}

}  // namespace
}  // namespace obolus::cluster
