#include "app/log.hpp"

#include <gtest/gtest.h>

namespace obolus::app {
namespace {

TEST(log, a_json_line_is_one_object_whatever_is_said) {
    EXPECT_EQ(json_log_line(1'700'000'000'000'042, "info", "a \"b\"\nc"),
              R"({"time":"2023-11-14T22:13:20.000042Z","level":"info","message":"a \"b\"\nc"})");
}

}  // namespace
}  // namespace obolus::app
