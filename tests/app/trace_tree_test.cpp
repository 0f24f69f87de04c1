#include "app/trace_tree.hpp"

#include <gtest/gtest.h>

namespace obolus::app {
namespace {

hub::TraceStep step(int depth, const std::string& id, const std::string& kind) {
    hub::TraceStep made;
    made.depth = depth;
    made.id = id;
    made.kind = kind;
    made.at = base::from_micros(1'700'000'000'000'000);
    made.from = "a";
    made.to = "b";
    made.amount = money::Amount::from_micro(100'000, money::euro()).value();
    return made;
}

TEST(trace_tree, branches_are_drawn_with_what_is_still_open_beside_them) {
    hub::Trace trace;
    trace.subject = step(0, "t/9.1", "share");
    trace.origins = {step(1, "t/8.1", "close"), step(2, "t/7.1", "reserve"), step(3, "t/1.1", "top_up"),
                     step(3, "t/2.1", "top_up"), step(1, "t/8.2", "close")};
    const std::string rest = " EUR 0.10, a -> b  (";
    const std::string at = ", 2023-11-14T22:13:20Z)\n";
    EXPECT_EQ(draw(trace), "share" + rest + "t/9.1" + at + "It came from:\n" +  //
                               "├─ close" + rest + "t/8.1" + at +               //
                               "│  └─ reserve" + rest + "t/7.1" + at +          //
                               "│     ├─ top_up" + rest + "t/1.1" + at +        //
                               "│     └─ top_up" + rest + "t/2.1" + at +        //
                               "└─ close" + rest + "t/8.2" + at + "It lies where it went.\n");
}

TEST(trace_tree, a_top_up_came_from_outside) {
    hub::Trace trace;
    trace.subject = step(0, "t/1.1", "top_up");
    trace.fates = {step(1, "t/2.1", "reserve")};
    const std::string text = draw(trace);
    EXPECT_NE(text.find("It came from outside the books.\nIt went on:\n└─ reserve"), std::string::npos) << text;
}

TEST(trace_tree, what_is_still_somewhere_says_where_and_a_cut_tree_says_so) {
    hub::Trace trace;
    trace.subject = step(0, "t/1.1", "top_up");
    trace.fates = {step(1, "", "rests")};
    trace.complete = false;
    EXPECT_NE(draw(trace).find("└─ rests EUR 0.10, in b\nThere are more steps"), std::string::npos) << draw(trace);
}

}  // namespace
}  // namespace obolus::app
