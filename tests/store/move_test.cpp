// Books that move to another database: from the engine that the tests run on to the other, and back.
#include "store/move.hpp"

#include <functional>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/gift.hpp"
#include "store/tables.hpp"
#include "support/last_statement.hpp"
#include "support/test_hub.hpp"

namespace obolus::store {
namespace {

using support::PostgresqlDatabase;
using support::TestHub;
using testing::HasSubstr;

/// An empty database: on the engine that the tests run on, or on the other one.
class Empty {
   public:
    explicit Empty(bool other_engine) {
        if (support::tests_use_postgresql() != other_engine)
            postgresql_.emplace(PostgresqlDatabase::Content::nothing);
        else
            folder_.emplace();
    }
    std::string address() const {
        return postgresql_ ? postgresql_->address() : "sqlite:" + (folder_->path() / "new.db").string();
    }

   private:
    std::optional<PostgresqlDatabase> postgresql_;
    std::optional<support::TemporaryFolder> folder_;
};

/// Every row of the books as text. Not where they are kept and who has written there: that is each database's own.
std::string dump(const std::string& address) {
    Connection connection(address, Access::read_only);
    std::string text;
    for (const Table& table : tables_of(connection)) {
        if (table.name == "moves" || table.name == "writers") continue;
        text += table.name + "\n";
        TableReader reader(connection, table, 100);
        for (std::vector<Row> rows = reader.next(); !rows.empty(); rows = reader.next())
            for (const Row& row : rows) {
                for (std::size_t i = 0; i < row.size(); ++i)
                    if (table.columns[i] != "place")
                        std::visit(
                            [&](const auto& cell) {
                                if constexpr (std::is_same_v<std::decay_t<decltype(cell)>, Int>)
                                    text += std::to_string(cell) + "|";
                                else
                                    text += cell + "|";
                            },
                            row[i]);
                text += "\n";
            }
    }
    return text;
}

std::string audit(const std::string& address) {
    std::string problem;
    const auto report = hub::audit(address, {}, problem);
    if (!report) return problem;
    return report.value().clean() ? "clean " + report.value().chain : report.value().findings.front().problem;
}

class Move : public testing::Test {
   protected:
    Move() {
        ada = test.join("1", 50, 10);
        for (int person = 2; person < 12; ++person)
            EXPECT_TRUE(test.flattr(ada, std::to_string(person)));
        // Whatever a text may hold must arrive as it is.
        EXPECT_TRUE(test.flattr_post(ada, "20", R"(quo"te, back\slash, {brace}, NULL, 'a', Grüße 💶)"));
        hub::Gift gift;
        gift.giver = ada;
        gift.recipient = TestHub::person("2");
        gift.thing = {"demo:2", "https://demo.example/handle2", "@handle2"};
        gift.amount = test.euros(3);
        gift.idempotency_key = "gift-1";
        EXPECT_TRUE(test.hub().run_now(hub::gift, gift));
        test.end_and_close_month();
        EXPECT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("2")}));
        EXPECT_TRUE(test.flattr(ada, "30"));
    }
    MoveOptions to_other() const { return {test.database(), other.address(), 7}; }

    std::string moved(const MoveOptions& options) {
        std::string problem;
        const auto report = move_books(options, problem);
        if (!report) return problem;
        return report.value().finished || finish_move(options, problem) ? "" : problem;
    }

    TestHub test;
    base::MemberId ada;
    const Empty other{true};
};

TEST_F(Move, there_and_back_the_books_are_the_same_row_by_row) {
    test.stop();
    const std::string before = dump(test.database());
    const std::string chain = audit(test.database());
    EXPECT_THAT(chain, testing::StartsWith("clean "));
    EXPECT_EQ(moved(to_other()), "");
    EXPECT_TRUE(dump(other.address()) == before);
    EXPECT_EQ(audit(other.address()), chain);
    const Empty third(false);
    EXPECT_EQ(moved({other.address(), third.address(), 7}), "");
    EXPECT_TRUE(dump(third.address()) == before);
    EXPECT_EQ(audit(third.address()), chain);
}

TEST_F(Move, both_engines_describe_the_same_tables) {
    test.stop();
    EXPECT_EQ(moved(to_other()), "");
    Connection here(test.database(), Access::read_only);
    Connection there(other.address(), Access::read_only);
    EXPECT_EQ(tables_of(here), tables_of(there));
    EXPECT_GT(tables_of(here).size(), 20U);
}

TEST_F(Move, killed_at_any_statement_the_same_command_goes_on) {
    test.stop();
    const std::string before = dump(test.database());
    int kills = 0;
    while (!support::survives(10 + 7 * kills, [&] {
        const std::string problem = moved(to_other());
        if (problem.empty()) return;
        std::fputs(problem.c_str(), stderr);
        std::abort();
    }))
        ++kills;
    EXPECT_GT(kills, 12);
    EXPECT_TRUE(dump(other.address()) == before);
    EXPECT_THAT(audit(other.address()), testing::StartsWith("clean "));
    std::string problem;
    const auto again = move_books(to_other(), problem);
    ASSERT_TRUE(again) << problem;
    EXPECT_TRUE(again.value().finished);
}

TEST_F(Move, killed_and_given_up_the_old_hub_goes_on_and_the_target_is_empty_again) {
    test.stop();
    for (const int last : {30, 120, 240, 300}) {
        SCOPED_TRACE(last);
        std::string problem;
        EXPECT_FALSE(support::survives(last, [&] { static_cast<void>(move_books(to_other(), problem)); }));
        // Before both are marked there is nothing to give up.
        if (!give_up_move(to_other(), problem)) {
            EXPECT_THAT(problem, HasSubstr("nothing was changed"));
        }
        test.restart(TestHub::default_rules());
        EXPECT_EQ(test.audit(), "");
        test.stop();
    }
    const std::string before = dump(test.database());
    EXPECT_EQ(moved(to_other()), "");
    EXPECT_TRUE(dump(other.address()) == before);
    std::string problem;
    EXPECT_FALSE(give_up_move(to_other(), problem));
}

TEST_F(Move, a_hub_that_still_runs_is_locked_out_and_the_old_books_are_never_served_again) {
    std::string problem;
    ASSERT_TRUE(move_books(to_other(), problem)) << problem;
    EXPECT_EQ(test.top_up(ada, test.euros(1)).error(), base::Fault::books_elsewhere);
    EXPECT_EQ(test.hub().ask_now(hub::dashboard, hub::ShowDashboard{ada}).error(), base::Fault::books_elsewhere);
    const auto open = [&](const std::string& address) {
        problem.clear();
        return hub::Hub::open(
            {address}, TestHub::default_rules(), [this] { return test.now(); }, {}, problem);
    };
    EXPECT_FALSE(open(other.address()));
    EXPECT_THAT(problem, HasSubstr("still arriving"));
    EXPECT_FALSE(open(test.database()));
    EXPECT_THAT(problem, HasSubstr("--give-up"));
    ASSERT_TRUE(finish_move(to_other(), problem)) << problem;
    EXPECT_FALSE(open(test.database()));
    EXPECT_THAT(problem, HasSubstr("were moved to"));
    const auto moved_hub = open(other.address());
    ASSERT_TRUE(moved_hub) << problem;
    EXPECT_TRUE(moved_hub.value()->run_now(hub::top_up, hub::TopUp{ada, test.euros(1), "test", "after"}));
    EXPECT_EQ(test.top_up(ada, test.euros(1)).error(), base::Fault::books_elsewhere);
}

TEST_F(Move, a_target_that_is_not_empty_is_refused_and_nothing_is_changed) {
    TestHub somebody;
    somebody.join("1", 5, 1);
    std::string problem;
    const auto onto = [&](const std::string& target) {
        problem.clear();
        return move_books({test.database(), target}, problem);
    };
    EXPECT_EQ(onto(somebody.database()).error(), std::errc::operation_not_permitted);
    EXPECT_THAT(problem, HasSubstr("holds books of its own"));
    EXPECT_EQ(onto(test.database()).error(), std::errc::operation_not_permitted);
    const Empty foreign(true);
    Connection(foreign.address(), Access::read_write).execute("CREATE TABLE invoices (id BIGINT PRIMARY KEY)");
    EXPECT_EQ(onto(foreign.address()).error(), std::errc::operation_not_permitted);
    EXPECT_THAT(problem, HasSubstr("invoices"));
    EXPECT_EQ(onto("postgresql:host=/nonexistent-obolus dbname=x").error(), base::Fault::storage_unavailable);
    EXPECT_TRUE(somebody.top_up(base::MemberId{1}, somebody.euros(1)));
    EXPECT_TRUE(test.top_up(ada, test.euros(1)));
    EXPECT_EQ(somebody.audit() + test.audit(), "");
}

TEST_F(Move, books_on_their_way_go_to_no_other_place) {
    std::string problem;
    ASSERT_TRUE(move_books(to_other(), problem)) << problem;
    const Empty third(false);
    EXPECT_FALSE(move_books({test.database(), third.address()}, problem));
    EXPECT_THAT(problem, HasSubstr("on their way"));
    EXPECT_FALSE(move_books({other.address(), third.address()}, problem));
    EXPECT_THAT(problem, HasSubstr("still arriving"));
    ASSERT_TRUE(finish_move(to_other(), problem)) << problem;
    EXPECT_FALSE(move_books({test.database(), third.address()}, problem));
    EXPECT_THAT(problem, HasSubstr("kept there"));
}

TEST_F(Move, a_row_that_did_not_arrive_as_it_was_is_found) {
    MoveOptions options = to_other();
    bool changed = false;
    options.progress = [&](std::int64_t done, std::int64_t all) {
        if (changed || done * 2 < all) return;
        changed = true;
        Connection(other.address(), Access::read_write).execute("UPDATE things SET title = 'x' WHERE id = 1");
    };
    std::string problem;
    EXPECT_EQ(move_books(options, problem).error(), std::errc::operation_not_permitted);
    EXPECT_THAT(problem, HasSubstr("things"));
    EXPECT_TRUE(changed);
    ASSERT_TRUE(give_up_move(options, problem)) << problem;
    EXPECT_TRUE(test.top_up(ada, test.euros(1)));
}

}  // namespace
}  // namespace obolus::store
