// Checkpoints: the journal's end as the hub has told it to the world. Whoever has seen one can prove that books which
// don't hold it have lost or changed something; and the hub itself doesn't start on such books.
#pragma once

#include <filesystem>
#include <optional>

#include "hub/verb.hpp"
#include "store/checkpoint_file.hpp"

namespace obolus::hub {

struct Checkpoint {
    std::int64_t seq = 0;  ///< of the journal's last txn; 0: none yet
    base::Time at;
    std::string chain;  ///< commits to every txn up to `seq`
};

/// The journal's end as committed.
struct ShowCheckpoint {};
base::Result<Checkpoint> show_checkpoint(store::Snapshot&, const Rules&, const ShowCheckpoint&);

/// How the books stand to a checkpoint that was published.
enum class Standing {
    holds,   ///< the checkpoint's txn is there, as it was published
    behind,  ///< the journal ends before it: an older backup was restored, or commits were lost
    differs  ///< the journal has another txn at its place: it went on from an older backup
};
struct CompareBooks {
    store::Checkpoint published;
};
struct Compared {
    Standing standing = Standing::holds;
    Checkpoint head;
};
base::Result<Compared> compare_books(store::Snapshot&, const Rules&, const CompareBooks&);

/// An operator gives up what was published after an older backup was made: it is written into the books for good.
struct AcceptRollback {
    store::Checkpoint given_up;
};
/// Where the books stand, which is to be published from now on. Refusal: rollback_not_needed (they hold the
/// checkpoint).
std::vector<base::Result<Checkpoint>> accept_rollback(store::Transaction&, const Rules&,
                                                      std::span<const AcceptRollback>);

/// What an operator reads when the books don't hold what was published.
std::string explain(const Compared& compared, const store::Checkpoint& published, const std::filesystem::path& file);

}  // namespace obolus::hub
