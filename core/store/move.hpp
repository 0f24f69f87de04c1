// Books move to another database, of the same engine or the other: copied whole, compared row by row, and from the
// first row on served by no hub until they have arrived. Driven by `obolus move`, which audits them before they are
// released.
//
//     source  here --> leaving ------------------------------------------> gone
//     target           arriving (copy, compare; then the caller audits) --> here
//
// `place` in log_head says where the books are, and every transaction reads it: a hub that still runs on the source is
// locked out in the very commit that marks it. Killed anywhere, the same call goes on: rows are copied in the order of
// their keys, so the target's last row of a table says where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace obolus::store {

struct MoveOptions {
    std::string from;  ///< as Connection takes it
    std::string to;
    std::size_t rows_at_once = 5'000;
    /// Steps done and in all: each row is one when it is copied and one when it is compared. May be empty.
    std::function<void(std::int64_t, std::int64_t)> progress{};
};

struct MoveReport {
    std::int64_t tables = 0;
    std::int64_t rows = 0;
    std::int64_t seq = 0;  ///< of the journal's end
    std::string chain;
    bool finished = false;  ///< the books arrived in an earlier call; nothing was done now
};

/// Creates or migrates the target when it is empty, locks the hubs out of the source, copies, compares. Both are left
/// locked: finish_move() releases the target. With an error `problem` says what to do; one of std::generic_category is
/// a refusal (the target isn't empty, the source is somewhere else, the two differ) and changed nothing that a hub
/// sees, unless it says so.
base::Result<MoveReport> move_books(const MoveOptions& options, std::string& problem);

/// The target's books may be served from now on; the source's never again.
base::Result<void> finish_move(const MoveOptions& options, std::string& problem);

/// The books stay at the source: an unfinished target is emptied, then the source is released. Refused when they have
/// arrived.
base::Result<void> give_up_move(const MoveOptions& options, std::string& problem);

}  // namespace obolus::store
