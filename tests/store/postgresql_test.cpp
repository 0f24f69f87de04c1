// PostgreSQL's own troubles: databases that books can't be kept in, connections that die, and what its errors mean.
#include "support/postgresql.hpp"

#include <cstdlib>
#include <future>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/connection.hpp"
#include "store/migrate.hpp"
#include "support/test_hub.hpp"

namespace obolus::store {
namespace {

using support::PostgresqlDatabase;
using support::run_on_postgresql;
using support::TestHub;
using testing::HasSubstr;
using testing::Not;

std::string problem_of(const std::string& database) {
    std::string problem;
    const auto migrated = migrate(database, problem);
    return migrated ? "" : problem;
}

/// A hub on PostgreSQL whatever the other tests run on.
class Postgresql : public testing::Test {
   protected:
    Postgresql() {
        setenv("OBOLUS_TEST_ENGINE", "postgresql", 1);
        test.emplace();
        ada = test->join("1", 5, 1);
    }
    void sql(const std::string& text) const { run_on_postgresql(test->database(), text); }
    /// Ends every connection of the hub's.
    void cut() const {
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            "pg_backend_pid()");
    }
    /// Lets `body` run in the server at each top-up; deferred, it runs within the commit.
    void at_top_ups(const std::string& body, bool deferred = false) const {
        sql("CREATE SEQUENCE times; CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body +
            " RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON idempotency DEFERRABLE "
            "INITIALLY " +
            (deferred ? "DEFERRED" : "IMMEDIATE") + " FOR EACH ROW EXECUTE FUNCTION trouble()");
    }
    std::error_code top_up() {
        const auto receipt = test->top_up(ada, test->euros(1));
        return receipt ? std::error_code{} : receipt.error();
    }

    std::optional<TestHub> test;
    base::MemberId ada;
};

TEST_F(Postgresql, an_empty_database_is_migrated_and_an_unmigrated_one_named_with_the_command_that_helps) {
    const PostgresqlDatabase empty(PostgresqlDatabase::Content::nothing);
    std::string problem;
    EXPECT_FALSE(check_schema(empty.address(), problem));
    EXPECT_THAT(problem, HasSubstr("obolus migrate"));
    EXPECT_EQ(problem_of(empty.address()), "");
    EXPECT_EQ(problem_of(empty.address()), "");
    EXPECT_TRUE(check_schema(empty.address(), problem)) << problem;
    run_on_postgresql(empty.address(), "INSERT INTO schema_migrations (number, name) VALUES (99, 'future')");
    EXPECT_THAT(problem_of(empty.address()), HasSubstr("start the newer obolus"));
}

TEST_F(Postgresql, a_database_of_another_encoding_is_refused_with_what_makes_a_fitting_one) {
    const PostgresqlDatabase other(PostgresqlDatabase::Content::nothing);
    const std::string name = other.address().substr(other.address().find("dbname=") + 7);
    const std::string maintenance = other.address().substr(0, other.address().find("dbname=")) + "dbname=postgres";
    run_on_postgresql(maintenance, "DROP DATABASE " + name);
    run_on_postgresql(maintenance, "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'LATIN1'");
    EXPECT_THAT(problem_of(other.address()), HasSubstr("ENCODING 'UTF8' LOCALE 'C'"));
}

TEST_F(Postgresql, a_server_that_is_not_there_is_named_without_the_password) {
    const std::string problem = problem_of("postgresql:host=/nonexistent-obolus dbname=hub password='canary 1'");
    EXPECT_THAT(problem, HasSubstr("dbname=hub host=/nonexistent-obolus"));
    EXPECT_THAT(problem, HasSubstr("check that the server runs"));
    EXPECT_THAT(problem, Not(HasSubstr("canary")));
    EXPECT_THAT(problem_of("postgresql://hub:canary@localhost:1/hub"), Not(HasSubstr("canary")));
    EXPECT_THAT(problem_of("postgresql:nonsense canary"), HasSubstr("can't be read"));
}

TEST_F(Postgresql, the_address_may_be_a_uri) {
    const std::string words = test->database();
    const std::size_t host = words.find("host=") + 5;
    const std::string uri = "postgresql://obolus@/" + words.substr(words.find("dbname=") + 7) +
                            "?host=" + words.substr(host, words.find(' ') - host);
    std::string problem;
    EXPECT_TRUE(check_schema(uri, problem)) << problem;
}

TEST_F(Postgresql, connections_that_died_while_idle_are_opened_again_unnoticed) {
    cut();
    EXPECT_FALSE(top_up());
    cut();
    EXPECT_EQ(test->dashboard(ada).wallet, test->euros(6));
    EXPECT_EQ(test->audit(), "");
}

TEST_F(Postgresql, a_batch_whose_connection_is_lost_while_it_is_written_is_done_again) {
    at_top_ups("IF nextval('times') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;");
    EXPECT_FALSE(top_up());
    EXPECT_EQ(test->dashboard(ada).wallet, test->euros(6));
}

TEST_F(Postgresql, a_commit_that_the_server_broke_off_is_done_again) {
    at_top_ups("IF nextval('times') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;", true);
    EXPECT_FALSE(top_up());
    EXPECT_EQ(test->dashboard(ada).wallet, test->euros(6));
    EXPECT_EQ(test->audit(), "");
}

TEST_F(Postgresql, a_transaction_that_the_server_undid_for_another_is_tried_again) {
    at_top_ups("IF nextval('times') < 3 THEN RAISE EXCEPTION USING ERRCODE = '40001'; END IF;");
    EXPECT_FALSE(top_up());
    EXPECT_EQ(test->dashboard(ada).wallet, test->euros(6));
}

TEST_F(Postgresql, its_errors_are_told_apart) {
    at_top_ups(
        "CASE nextval('times') WHEN 1 THEN RAISE EXCEPTION USING ERRCODE = '53100'; "
        "WHEN 2 THEN RAISE EXCEPTION USING ERRCODE = '25006'; "
        "WHEN 3 THEN RAISE EXCEPTION USING ERRCODE = '53300'; "
        "WHEN 4 THEN RAISE EXCEPTION USING ERRCODE = '23514'; ELSE END CASE;");
    EXPECT_EQ(top_up(), base::Fault::storage_full);
    EXPECT_EQ(top_up(), base::Fault::storage_read_only);
    EXPECT_EQ(top_up(), base::Fault::storage_unavailable);
    EXPECT_EQ(top_up(), base::Fault::storage_unavailable);
    EXPECT_FALSE(top_up());
}

TEST_F(Postgresql, a_database_that_another_holds_answers_storage_locked) {
    Connection other(test->database(), Access::read_write);
    other.begin_writing();
    other.execute("UPDATE log_head SET seq = seq");
    EXPECT_EQ(top_up(), base::Fault::storage_locked);
    other.execute("ROLLBACK");
    EXPECT_FALSE(top_up());
}

TEST_F(Postgresql, two_hubs_on_one_database_take_turns) {
    std::string problem;
    auto other = hub::Hub::open(
        {test->database()}, TestHub::default_rules(), [this] { return test->now(); }, {}, problem);
    ASSERT_TRUE(other) << problem;
    std::vector<std::future<base::Result<hub::TopUpReceipt>>> answers;
    for (int i = 0; i < 40; ++i) {
        const auto promise = std::make_shared<std::promise<base::Result<hub::TopUpReceipt>>>();
        answers.push_back(promise->get_future());
        hub::Hub& one = i % 2 == 0 ? test->hub() : *other.value();
        one.run(hub::top_up, hub::TopUp{ada, test->euros(1), "test", "turn-" + std::to_string(i)},
                std::function<void(base::Result<hub::TopUpReceipt>)>(
                    [promise](base::Result<hub::TopUpReceipt> receipt) { promise->set_value(std::move(receipt)); }));
    }
    for (auto& answer : answers)
        EXPECT_TRUE(answer.get());
    EXPECT_EQ(test->dashboard(ada).wallet, test->euros(45));
    EXPECT_EQ(test->audit(), "");
}

TEST_F(Postgresql, a_reader_can_write_nothing) {
    Connection reader(test->database(), Access::read_only);
    EXPECT_ANY_THROW(reader.execute("DELETE FROM hub_facts"));
}

}  // namespace
}  // namespace obolus::store
