// A month of a big community, the same whoever makes it: each giver flattrs a number of recipients, drawn by Zipf's law
// (the i-th most popular one in proportion to 1/i). Made giver by giver, so that a month of any size needs no memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace obolus::bench {

constexpr std::int32_t month_index = 2026 * 12 + 10;
constexpr std::int64_t budget_micro = 1'000'000;
constexpr std::int64_t wallet_micro = 10'000'000;

class Community {
   public:
    Community(std::int64_t givers, std::int64_t flattrs, std::int64_t recipients)
        : givers_(givers), flattrs_(std::min(flattrs, recipients)), recipients_(recipients) {
        double sum = 0;
        for (std::int64_t i = 1; i <= recipients; ++i)
            cumulative_.push_back(sum += 1.0 / static_cast<double>(i));
        while (recipients_ % stride_ == 0)
            stride_ += 2;
    }

    std::int64_t givers() const noexcept { return givers_; }
    std::int64_t recipients() const noexcept { return recipients_; }
    std::int64_t flattrs() const noexcept { return givers_ * flattrs_; }

    /// Identities (and things: an account is itself a thing) that this giver flattrs, sorted.
    std::vector<std::int64_t> flattrs_of(std::int64_t giver) const {
        std::mt19937_64 random(static_cast<std::uint64_t>(giver));
        std::uniform_real_distribution<double> place(0, cumulative_.back());
        std::vector<std::int64_t> found;
        while (std::ssize(found) < flattrs_) {
            const auto at = std::ranges::lower_bound(cumulative_, place(random)) - cumulative_.begin();
            // The popular ones are not those who came first.
            const std::int64_t identity = at * stride_ % recipients_ + 1;
            if (std::ranges::find(found, identity) == found.end()) found.push_back(identity);
        }
        std::ranges::sort(found);
        return found;
    }

   private:
    std::int64_t givers_;
    std::int64_t flattrs_;
    std::int64_t recipients_;
    std::int64_t stride_ = 7'919;
    std::vector<double> cumulative_;
};

/// Makes a fresh database of the month, whose books the checks accept: givers with a budget, recipients of whom every
/// tenth is a member.
void fill(const std::string& database, const Community& community);

}  // namespace obolus::bench
