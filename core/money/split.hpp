// The two divisions: an amount in equal parts whose sum is the amount, to the micro-unit; and a rate of an amount.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/crypto.hpp"

namespace obolus::money {

/// Divides `total_micro` (>= 0) over `ranks.size()` (> 0) equal claims by largest remainder: every part is floor(total
/// / n), and the leftover micro-units go one each to the smallest ranks. Ranks are hashes (ledger.md: SHA-256 of month,
/// giver, thing), so nobody is favoured over the months and anybody with the receipt can recompute it; the result
/// doesn't depend on the order of the ranks. Returns the parts in the order of `ranks`. Two equal ranks are taken in
/// their order.
std::vector<std::int64_t> split(std::int64_t total_micro, std::span<const base::Digest> ranks);

/// `ppm` millionths (0 to 1 000 000) of `micro` (>= 0), rounded down.
std::int64_t rate_of(std::int64_t micro, std::int64_t ppm);

}  // namespace obolus::money
