#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "hub/close_step.hpp"

namespace obolus::hub {

namespace {

/// Parts that are looked at together for a recipient of many.
constexpr std::int64_t parts_at_once = 64;
/// Shares of a bucket that are worth having in memory all together: 64 bytes each.
constexpr std::int64_t bucket_lines_at_once = 150'000;

/// Gathers portions from the cursor on, which it moves.
class Gathering {
   public:
    Gathering(store::Connection& connection, const store::StoredMonth& month, const CloseMonth& limits, Portions rest)
        : connection_(connection), month_(month), limits_(limits), at_(month.paying), rest_(std::move(rest)) {}

    GatheredShares gather() &&;

   private:
    using Visit = std::function<void(const giving::Share&)>;
    using Counts = std::map<base::IdentityId, std::int64_t>;
    /// What is not paid yet of the bucket, by recipient, whose place it has.
    using Found = std::unordered_map<base::IdentityId, Portion>;

    std::vector<store::StoredRun> read_runs(std::int64_t first, std::int64_t last) const {
        return store::read_runs(connection_, month_.month, at_.bucket, first, std::min(last, month_.parts));
    }
    void read(const store::StoredRun& run, const Visit& visit) const;
    Found collect(const std::vector<store::StoredRun>& runs, const std::unordered_set<base::IdentityId>* wanted) const;
    Counts count(const std::vector<store::StoredRun>& runs) const;
    Portions find_recipients() const;
    bool take_recipients();
    void take_of_open();
    void add(const std::shared_ptr<const Portion>& portion);

    store::Connection& connection_;
    const store::StoredMonth& month_;
    const CloseMonth& limits_;
    store::PayCursor at_;
    Portions portions_;
    std::int64_t lines_ = 0;  ///< of all portions
    Portions rest_;           ///< of the bucket, behind the cursor; empty: not looked for, or not worth keeping
};

void append(Portion& portion, const giving::Share& share) {
    if (share.fee_micro != 0) portion.fees.resize(portion.lines.size());
    portion.lines.push_back(share.line);
    if (share.fee_micro != 0 || !portion.fees.empty()) portion.fees.push_back(share.fee_micro);
}

void Gathering::read(const store::StoredRun& run, const Visit& visit) const {
    std::int64_t shares = run.shares;
    std::int64_t amount = run.amount_micro;
    const bool whole = giving::read_run(run.run, run.seq, [&](const giving::Share& share) {
        --shares;
        amount -= share.line.amount_micro;
        visit(share);
    });
    if (!whole || shares != 0 || amount != 0)
        disagree(month_.month, "part " + std::to_string(run.part) + " of its shares is not as it was written");
}

Gathering::Found Gathering::collect(const std::vector<store::StoredRun>& runs,
                                    const std::unordered_set<base::IdentityId>* wanted) const {
    Found found;
    for (const store::StoredRun& run : runs)
        read(run, [&](const giving::Share& share) {
            const base::IdentityId identity = share.line.identity;
            if (identity > at_.last_identity && (wanted == nullptr || wanted->contains(identity)))
                append(found[identity], share);
        });
    return found;
}

Gathering::Counts Gathering::count(const std::vector<store::StoredRun>& runs) const {
    Counts counts;
    for (const store::StoredRun& run : runs)
        read(run, [&](const giving::Share& share) {
            if (share.line.identity > at_.last_identity) ++counts[share.line.identity];
        });
    return counts;
}

std::shared_ptr<const Portion> packed(Portion portion) {
    portion.packed.emplace(portion.lines);
    return std::make_shared<const Portion>(std::move(portion));
}

void Gathering::add(const std::shared_ptr<const Portion>& portion) {
    lines_ += std::ssize(portion->lines);
    portions_.push_back(portion);
}

/// What is not paid yet of the bucket, in the order of recipients, as far as it is worth having in memory. Who has too
/// many shares for one transfer is named, without them, and nobody comes behind.
Portions Gathering::find_recipients() const {
    const std::vector<store::StoredRun> runs = read_runs(1, month_.parts);
    std::int64_t all = 0;
    for (const store::StoredRun& run : runs)
        all += run.shares;
    base::IdentityId too_many{};
    Found found;
    // Usually the bucket fits into memory as it is; one with a recipient of very many is counted first.
    if (all <= bucket_lines_at_once) {
        found = collect(runs, nullptr);
    } else {
        std::unordered_set<base::IdentityId> wanted;
        std::int64_t lines = 0;
        for (const auto& [identity, count] : count(runs)) {
            if (count > limits_.transfer_lines_max) too_many = identity;
            lines += count;
            if (too_many || (!wanted.empty() && lines > bucket_lines_at_once)) break;
            wanted.insert(identity);
        }
        if (!wanted.empty()) found = collect(runs, &wanted);
    }
    std::vector<base::IdentityId> order;
    order.reserve(found.size());
    for (const auto& [identity, portion] : found)
        order.push_back(identity);
    std::ranges::sort(order);
    Portions portions;
    for (const base::IdentityId identity : order) {
        Portion& portion = found.at(identity);
        portion.identity = identity;
        if (std::ssize(portion.lines) > limits_.transfer_lines_max) too_many = identity;
        if (too_many == identity) break;
        portions.push_back(packed(std::move(portion)));
    }
    if (too_many) portions.push_back(std::make_shared<const Portion>(Portion{too_many, {}}));
    return portions;
}

/// The next recipients of the bucket, each with all its shares; one that has too many for one transfer is opened. False
/// when the bucket holds more, but the step's portions are complete.
bool Gathering::take_recipients() {
    if (rest_.empty()) rest_ = find_recipients();
    if (rest_.empty()) {
        ++at_.bucket;
        at_.last_identity = {};
        return true;
    }
    auto next = rest_.begin();
    for (; next != rest_.end(); ++next) {
        const Portion& portion = **next;
        if (portion.lines.empty()) {
            at_.open_identity = portion.identity;
            at_.open_part = 1;
            at_.open_shares = 0;
            rest_.clear();
            return true;
        }
        if (!portions_.empty() && lines_ + std::ssize(portion.lines) > limits_.lines_max) break;
        add(*next);
        at_.last_identity = portion.identity;
        ++at_.recipients;
    }
    const bool all = next == rest_.end();
    rest_.erase(rest_.begin(), next);
    return all;
}

/// The next shares of the recipient that was opened, in portions of one transfer each; at least one. The cursor moves
/// on, and is closed behind the last share.
void Gathering::take_of_open() {
    const auto portion_max = static_cast<std::size_t>(limits_.transfer_lines_max);
    const std::int64_t room = std::max<std::int64_t>(0, limits_.lines_max - lines_);
    const auto portions_max =
        static_cast<std::size_t>(std::max<std::int64_t>(portions_.empty() ? 1 : 0, room / limits_.transfer_lines_max));
    const base::IdentityId identity = at_.open_identity;
    std::vector<Portion> portions;
    const auto full = [&] {
        return portions.size() >= portions_max && (portions.empty() || portions.back().lines.size() == portion_max);
    };
    for (std::int64_t first = at_.open_part; first <= month_.parts && !full(); first += parts_at_once) {
        for (const store::StoredRun& run : read_runs(first, first + parts_at_once - 1)) {
            if (full()) break;
            std::int64_t skip = run.part == at_.open_part ? at_.open_shares : 0;
            std::int64_t passed = skip;
            read(run, [&](const giving::Share& share) {
                if (share.line.identity != identity || skip-- > 0 || full()) return;
                ++passed;
                if (portions.empty() || portions.back().lines.size() == portion_max) portions.push_back({identity, {}});
                append(portions.back(), share);
            });
            at_.open_part = run.part;
            at_.open_shares = passed;
        }
        if (full()) break;
        at_.open_part = first + parts_at_once;
        at_.open_shares = 0;
    }
    for (Portion& portion : portions)
        add(packed(std::move(portion)));
    if (at_.open_part <= month_.parts) return;
    at_.last_identity = identity;
    at_.open_identity = {};
    at_.open_part = 0;
    at_.open_shares = 0;
    ++at_.recipients;
}

GatheredShares Gathering::gather() && {
    GatheredShares gathered{month_.paying, {}, month_.parts};
    while (at_.bucket < month_.buckets && (portions_.empty() || lines_ < limits_.lines_max)) {
        if (!at_.open_identity) {
            if (!take_recipients()) break;
        } else {
            take_of_open();
            if (at_.open_identity) break;
        }
    }
    gathered.to = at_;
    gathered.portions = std::move(portions_);
    gathered.rest = std::move(rest_);
    return gathered;
}

}  // namespace

GatheredShares gather_shares(store::Connection& connection, const store::StoredMonth& month, const CloseMonth& limits,
                             const Portions& rest) {
    return Gathering(connection, month, limits, rest).gather();
}

}  // namespace obolus::hub
