#include "app/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace obolus::app {
namespace {

TEST(html, forms_hold_their_inputs_and_buttons) {
    const auto forms = forms_of(
        "<input name=outside value=1><form method=\"post\" action='/a?x=1&amp;y=2'><input type=hidden name=csrf "
        "value=\"t&quot;k\"/>"
        "<input name=\"to\" required><input type=checkbox name=off value=1><input type=checkbox name=on value=1 "
        "checked>"
        "<button name=person value=7>x</button><button>go</button></form><form action=/b></form>");
    ASSERT_EQ(forms.size(), 2U);
    EXPECT_EQ(forms[0].method, "post");
    EXPECT_EQ(forms[0].action, "/a?x=1&y=2");
    EXPECT_THAT(forms[0].fields,
                testing::ElementsAre(http::Field{"csrf", "t\"k"}, http::Field{"to", ""}, http::Field{"on", "1"}));
    EXPECT_THAT(forms[0].buttons, testing::ElementsAre(http::Field{"person", "7"}));
    EXPECT_EQ(forms[1].method, "get");
    EXPECT_EQ(forms[1].action, "/b");
}

TEST(html, text_is_what_one_reads) {
    EXPECT_EQ(text_of("<html><head><title>no</title></head><body><h1>EUR&nbsp;1</h1>\n <style>p>a{}</style><p "
                      "title=\"a>b\">a &lt; b</p>"),
              "EUR 1 a < b");
}

TEST(html, a_refresh_leads_on) {
    EXPECT_EQ(refresh_of("<meta charset=utf-8><meta http-equiv=\"Refresh\" content=\"0; url=http://x/?a=1&amp;b=2\">"),
              "http://x/?a=1&b=2");
    EXPECT_EQ(refresh_of("<meta name=viewport content=\"url=x\">"), std::nullopt);
}

TEST(html, broken_pages_are_read_as_far_as_they_go) {
    for (const char* broken :
         {"<", "<form", "<form action=", "<form action=\"x", "<form><input name=\"a", "<form><input name"}) {
        EXPECT_LE(forms_of(broken).size(), 1U) << broken;
        EXPECT_EQ(text_of(broken), "") << broken;
    }
}

}  // namespace
}  // namespace obolus::app
