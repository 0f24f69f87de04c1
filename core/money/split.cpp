#include "money/split.hpp"

#include <algorithm>
#include <numeric>

#include "base/check.hpp"

namespace obolus::money {

std::vector<std::int64_t> split(std::int64_t total_micro, std::span<const base::Digest> ranks) {
    OBOLUS_CHECK(total_micro >= 0);
    OBOLUS_CHECK(!ranks.empty());
    const auto count = static_cast<std::int64_t>(ranks.size());
    std::vector<std::int64_t> parts(ranks.size(), total_micro / count);
    const auto leftover = static_cast<std::ptrdiff_t>(total_micro % count);
    if (leftover == 0) return parts;

    std::vector<std::size_t> order(ranks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto smaller_rank = [&](std::size_t left, std::size_t right) {
        const auto order_of = ranks[left] <=> ranks[right];
        return order_of != 0 ? order_of < 0 : left < right;
    };
    std::nth_element(order.begin(), order.begin() + leftover, order.end(), smaller_rank);
    for (std::ptrdiff_t i = 0; i < leftover; ++i)
        parts[order[static_cast<std::size_t>(i)]] += 1;
    return parts;
}

std::int64_t rate_of(std::int64_t micro, std::int64_t ppm) {
    constexpr std::int64_t one = 1'000'000;
    OBOLUS_CHECK(micro >= 0 && ppm >= 0 && ppm <= one);
    __extension__ using Wide = __int128;
    return static_cast<std::int64_t>(Wide{micro} * ppm / one);
}

}  // namespace obolus::money
