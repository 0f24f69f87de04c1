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
    Gathering(store::Connection& connection, const store::StoredMonth& month, const CloseMonth& limits)
        : connection_(connection), month_(month), limits_(limits), at_(month.paying) {}

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
    std::vector<base::IdentityId> choose(const Counts& counts) const;
    bool take_recipients();
    void take_of_open();
    void add(Portion portion);

    store::Connection& connection_;
    const store::StoredMonth& month_;
    const CloseMonth& limits_;
    store::PayCursor at_;
    std::vector<Portion> portions_;
    std::int64_t lines_ = 0;  ///< of all portions
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

/// The first recipients whose shares stay within lines_max, at least one, and none behind one that has too many
/// for one transfer; nothing when that is the first.
std::vector<base::IdentityId> Gathering::choose(const Counts& counts) const {
    std::vector<base::IdentityId> chosen;
    std::int64_t lines = lines_;
    for (const auto& [identity, count] : counts) {
        lines += count;
        if (count > limits_.transfer_lines_max) break;
        if (lines > limits_.lines_max && !(chosen.empty() && portions_.empty())) break;
        chosen.push_back(identity);
    }
    return chosen;
}

void Gathering::add(Portion portion) {
    lines_ += std::ssize(portion.lines);
    portion.packed.emplace(portion.lines);
    portions_.push_back(std::move(portion));
}

/// The next recipients of the bucket, each with all its shares; one that has too many for one transfer is opened. False
/// when the bucket holds more, but the step's portions are complete.
bool Gathering::take_recipients() {
    const std::vector<store::StoredRun> runs = read_runs(1, month_.parts);
    std::int64_t all = 0;
    for (const store::StoredRun& run : runs)
        all += run.shares;
    // Usually the bucket fits into memory as it is; one with a recipient of very many is counted first.
    const bool at_once = all <= bucket_lines_at_once;
    Found found = at_once ? collect(runs, nullptr) : Found{};
    Counts counts;
    if (at_once)
        for (const auto& [identity, portion] : found)
            counts[identity] = std::ssize(portion.lines);
    else
        counts = count(runs);
    const std::vector<base::IdentityId> chosen = choose(counts);
    if (!at_once) {
        const std::unordered_set<base::IdentityId> wanted(chosen.begin(), chosen.end());
        found = collect(runs, &wanted);
    }
    for (const base::IdentityId identity : chosen) {
        Portion& portion = found.at(identity);
        portion.identity = identity;
        add(std::move(portion));
        at_.last_identity = identity;
        ++at_.recipients;
        counts.erase(identity);
    }
    if (counts.empty()) {
        ++at_.bucket;
        at_.last_identity = {};
        return true;
    }
    const auto& [next, shares] = *counts.begin();
    if (shares <= limits_.transfer_lines_max) return false;
    at_.open_identity = next;
    at_.open_part = 1;
    at_.open_shares = 0;
    return true;
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
        add(std::move(portion));
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
    return gathered;
}

}  // namespace

GatheredShares gather_shares(store::Connection& connection, const store::StoredMonth& month, const CloseMonth& limits) {
    return Gathering(connection, month, limits).gather();
}

}  // namespace obolus::hub
