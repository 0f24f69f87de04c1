#include "settings/document.hpp"

#include <gtest/gtest.h>

#include "settings/load.hpp"

namespace obolus::settings {
namespace {

TEST(document, remembers_lines_and_quotes) {
    std::vector<Problem> problems;
    const Node root = parse_document("a: 1\nb:\n  c: \"2\"\n  d: [x,\n    y]\n", problems);
    ASSERT_TRUE(problems.empty());
    ASSERT_EQ(root.members.size(), 2U);
    EXPECT_FALSE(root.members[0].second.quoted);
    const Node& b = root.members[1].second;
    EXPECT_EQ(b.line, 2);
    EXPECT_EQ(b.members[0].second.line, 3);
    EXPECT_TRUE(b.members[0].second.quoted);
    EXPECT_EQ(b.members[1].second.items[1].line, 5);
}

TEST(document, a_key_twice_is_a_problem) {
    std::vector<Problem> problems;
    const Node root = parse_document("a: 1\nb: 2\na: 3\n", problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].line, 3);
    EXPECT_EQ(root.members[0].second.scalar, "1");
}

TEST(document, broken_yaml_is_a_problem_with_its_line) {
    for (const char* broken : {"a: [1, 2\nb: 3\n", "a: 1\n  b: 2\n", "\tb: 1\n"}) {
        std::vector<Problem> problems;
        parse_document(broken, problems);
        ASSERT_EQ(problems.size(), 1U) << broken;
        EXPECT_GT(problems[0].line, 0) << broken;
    }
}

TEST(document, anchors_aliases_tags_and_second_documents_are_refused) {
    for (const char* fancy : {"a: &x 1\nb: *x\n", "a: !!str 1\n", "a: 1\n---\nb: 2\n", "[a]: 1\n"}) {
        std::vector<Problem> problems;
        parse_document(fancy, problems);
        EXPECT_FALSE(problems.empty()) << fancy;
    }
}

TEST(document, deep_nesting_is_refused_and_not_followed) {
    std::vector<Problem> problems;
    parse_document(std::string(10'000, '['), problems);
    EXPECT_EQ(problems.size(), 1U);
}

TEST(document, json_keeps_yamls_core_types) {
    std::vector<Problem> problems;
    const Node root =
        parse_document("{a: 1, b: '1', c: true, d: 1.5, e: ~, f: [x, no], g: 9223372036854775808, h: -0x1}", problems);
    ASSERT_TRUE(problems.empty());
    EXPECT_EQ(to_json(root),
              R"({"a":1,"b":"1","c":true,"d":1.5E0,"e":null,"f":["x","no"],"g":"9223372036854775808","h":"-0x1"})");
}

}  // namespace
}  // namespace obolus::settings
