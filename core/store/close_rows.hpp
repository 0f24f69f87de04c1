// What the steps of a month's close read and write: always a range at a time, in the order of its keys.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "giving/close.hpp"
#include "giving/share_run.hpp"
#include "ledger/account.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// Somebody with a row for the month, whose flattrs may all be undone.
struct ClosingGiver {
    base::MemberId giver;
    ledger::Account budget;  ///< id 0 when there is none
};
/// Those after `after`, in order.
std::vector<ClosingGiver> givers_after(Connection& connection, base::Month month, money::Currency currency,
                                       base::MemberId after, std::int64_t count_max);

/// Whom those givers are before who come after `after` and have no more than so many flattrs together, undone ones
/// included; none when all have no more.
base::MemberId giver_behind(Connection& connection, base::Month month, base::MemberId after, std::int64_t flattrs);

/// Givers after `after` up to `last`.
struct GiverRange {
    base::Month month;
    base::MemberId after;
    base::MemberId last;
};
/// Which flattrs of a range don't count, as it is now.
struct Exclusions {
    std::vector<std::pair<base::MemberId, base::IdentityId>> own;  ///< a giver's own identities, sorted
    std::unordered_set<base::IdentityId> opted_out;                ///< at least those that the range names
    friend bool operator==(const Exclusions&, const Exclusions&) = default;
};
Exclusions exclusions_of(Connection& connection, const GiverRange& range);
/// The flattrs that count of the range, in the order of givers and things. They are as they were when the month was
/// cut, whoever asks and when.
void each_counted(Connection& connection, const GiverRange& range, const Exclusions& exclusions,
                  const std::function<void(base::MemberId, const giving::CountedFlattr&)>& visit);

struct StoredClose {
    base::MemberId giver;
    giving::Outcome outcome{};
    std::int64_t flattrs = 0;
    std::int64_t dropped = 0;
    std::int64_t amount_micro = 0;
    std::int64_t seq = 0;
    std::int32_t n = 0;
};
/// The unique rows that make a rerun a no-op.
void add_closes(Transaction& transaction, base::Month month, money::Currency currency,
                std::span<const StoredClose> closes);
/// A giver's closes, latest month first.
std::vector<std::pair<base::Month, StoredClose>> closes_of(Connection& connection, base::MemberId giver,
                                                           std::int64_t count_max);

/// The part's runs, one for each bucket (some are empty); `seq` is the txn of all their shares.
void add_runs(Transaction& transaction, base::Month month, std::int64_t part, std::int64_t seq,
              std::span<const giving::ShareRun> buckets);
struct StoredRun {
    std::int64_t part = 0;
    std::int64_t seq = 0;
    std::int64_t shares = 0;
    std::int64_t amount_micro = 0;
    std::string run;
};
/// The bucket's runs out of these parts, in their order.
std::vector<StoredRun> read_runs(Connection& connection, base::Month month, std::int64_t bucket,
                                 std::int64_t first_part, std::int64_t last_part);
/// Forgets the runs of one part.
void remove_runs(Transaction& transaction, base::Month month, std::int64_t part);

/// Whose an identity is now (0: nobody's), and whether it has opted out.
struct Owner {
    base::MemberId member;
    bool opted_out = false;
};
/// One for each, in their order.
std::vector<Owner> owners_of(Connection& connection, std::span<const base::IdentityId> identities);

}  // namespace obolus::store
