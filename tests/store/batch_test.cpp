// Batches of rows: the same work on both engines, whatever the texts hold.
#include "store/batch.hpp"

#include <filesystem>
#include <fstream>
#include <limits>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_database.hpp"

namespace obolus::store {
namespace {

constexpr BatchSql insert{"INSERT INTO hub_facts (name, value) VALUES (:name, :value)",
                          "INSERT INTO hub_facts (name, value) SELECT * FROM unnest(CAST(:names AS text[]), "
                          "CAST(:values AS text[]))"};
constexpr BatchSql find{"SELECT value FROM hub_facts WHERE name = :name",
                        "SELECT k.n, f.value FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS k(name, n) "
                        "JOIN hub_facts f ON f.name = k.name"};

std::map<std::size_t, std::string> values_of(Connection& connection, const std::vector<std::string>& names) {
    Rows<std::string> keys;
    for (const std::string& name : names)
        keys.add(name);
    std::map<std::size_t, std::string> values;
    query_all<std::string>(connection, find, keys,
                           [&](std::size_t at, const std::string& value) { values.emplace(at, value); });
    return values;
}

TEST(Batch, texts_arrive_as_they_are) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    const std::vector<std::string> texts{"",          "NULL",    "null", "a\"b",  "a\\b", "\\", "\"",   "{1,2}",
                                         "one, two",  "'; DROP", " x ",  "a\nb",  "\t",   "ä",  "漢字", "🪙",
                                         ":name ::x", "$1 % %s", "{}",   "\\\"{", "\\\\", "x"};
    Rows<std::string, std::string> rows;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        names.push_back(std::to_string(i) + texts[i]);
        rows.add(names.back(), texts[i]);
    }
    run_all(connection, insert, rows);
    const auto found = values_of(connection, names);
    ASSERT_EQ(found.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        EXPECT_EQ(found.at(i), texts[i]);
}

TEST(Batch, numbers_of_all_sizes_arrive_as_they_are) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    constexpr BatchSql sql{"INSERT INTO members (id, created_at, plan_micro) VALUES (:id, :at, :plan)",
                           "INSERT INTO members (id, created_at, plan_micro) SELECT * FROM unnest(CAST(:ids AS "
                           "bigint[]), CAST(:ats AS bigint[]), CAST(:plans AS bigint[]))"};
    Rows<Int, Int, Int> rows;
    rows.add(1, std::numeric_limits<Int>::min(), 0);
    rows.add(2, -1, std::numeric_limits<Int>::max());
    run_all(connection, sql, rows);
    EXPECT_EQ(database.number("SELECT created_at FROM members WHERE id = 1"), std::numeric_limits<Int>::min());
    EXPECT_EQ(database.number("SELECT plan_micro FROM members WHERE id = 2"), std::numeric_limits<Int>::max());
}

/// What SOCI's use(std::vector) gets wrong on PostgreSQL: the second batch would store the first one's rows again.
TEST(Batch, a_statement_that_runs_again_takes_its_new_rows) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    for (const int first : {1, 11, 21}) {
        Rows<std::string, std::string> rows;
        for (int i = first; i < first + 3; ++i)
            rows.add(std::to_string(i), "x");
        run_all(connection, insert, rows);
    }
    const auto found = values_of(connection, {"1", "2", "3", "11", "12", "13", "21", "22", "23"});
    EXPECT_EQ(found.size(), 9U);
}

TEST(Batch, an_answer_names_the_row_that_it_belongs_to_and_a_row_without_one_is_skipped) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    Rows<std::string, std::string> rows;
    rows.add("a", "1");
    rows.add("b", "2");
    run_all(connection, insert, rows);
    EXPECT_THAT(values_of(connection, {"b", "nothing", "a", "b"}),
                testing::ElementsAre(testing::Pair(0, "2"), testing::Pair(2, "1"), testing::Pair(3, "2")));
    EXPECT_TRUE(values_of(connection, {}).empty());
    run_all(connection, insert, Rows<std::string, std::string>{});
    EXPECT_EQ(connection.changes(), static_cast<Int>(rows.size()));
}

// Within a transaction PostgreSQL is told later: nobody can tell the difference.
TEST(Batch, what_a_transaction_has_written_it_reads_and_commits_or_undoes) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    const auto write = [&](const std::string& name, const std::string& value) {
        Rows<std::string, std::string> rows;
        rows.add(name, value);
        run_all(connection, insert, rows);
    };
    connection.begin_writing();
    write("a", "it's \\ :one; '");
    write("b", "");
    using Values = std::map<std::size_t, std::string>;
    EXPECT_EQ(values_of(connection, {"a", "b", "c"}), (Values{{0, "it's \\ :one; '"}, {1, ""}}));
    write("c", "3");
    connection.commit();
    EXPECT_EQ(database.number("SELECT COUNT(*) FROM hub_facts WHERE name IN ('a', 'b', 'c')"), 3);

    connection.begin_writing();
    write("d", "4");
    connection.rollback();
    EXPECT_EQ(database.number("SELECT COUNT(*) FROM hub_facts WHERE name = 'd'"), 0);
    EXPECT_EQ(values_of(connection, {"c", "d"}), (Values{{0, "3"}}));
}

TEST(Batch, a_row_that_the_database_refuses_is_told_by_the_commit_at_the_latest) {
    const support::TestDatabase database;
    Connection connection(database.address(), Access::read_write);
    Rows<std::string, std::string> rows;
    rows.add("twice", "");
    rows.add("twice", "");
    connection.begin_writing();
    Caught caught;
    try {
        run_all(connection, insert, rows);
        connection.commit();
    } catch (...) {
        caught = caught_exception();
    }
    EXPECT_TRUE(caught.of_one_command) << caught.message;
    connection.rollback();
    EXPECT_EQ(database.number("SELECT COUNT(*) FROM hub_facts WHERE name = 'twice'"), 0);
}

TEST(Batch, no_source_hands_a_vector_to_soci) {
    std::vector<std::string> uses;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(OBOLUS_SOURCE_DIR "/core")) {
        std::ifstream source(entry.path());
        for (std::string line; std::getline(source, line);)
            if (line.find("soci::use(") != std::string::npos)
                uses.push_back(entry.path().filename().string() + line.substr(line.find("soci::use(")));
    }
    EXPECT_THAT(uses, testing::ElementsAre("statement.cppsoci::use(impl.parameters[i].number));",
                                           "statement.cppsoci::use(impl.parameters[i].text));"));
}

}  // namespace
}  // namespace obolus::store
