#include "notices/notice.hpp"

#include <gtest/gtest.h>

namespace obolus::notices {
namespace {

TEST(Notice, parameters_survive_whatever_they_hold) {
    const std::vector<std::pair<std::string, std::string>> parameters{
        {"month", "2026-11"}, {"a=b&c", "%41 +\xC3\xA9\n"}, {"empty", ""}};
    EXPECT_EQ(decode_parameters(encode_parameters(parameters)), parameters);
    EXPECT_TRUE(decode_parameters("").empty());
}

TEST(Notice, its_key_tells_repeats_from_new_ones) {
    EXPECT_EQ(flattrs_lapsed({24'322}, {7}, 3).key, flattrs_lapsed({24'322}, {7}, 3).key);
    EXPECT_NE(flattrs_lapsed({24'322}, {7}, 3).key, flattrs_lapsed({24'323}, {7}, 3).key);
    EXPECT_NE(share_returned({7}, 63, 9, "0.10", "declined").key, share_returned({8}, 63, 9, "0.10", "declined").key);
}

}  // namespace
}  // namespace obolus::notices
