// What the hub has last told the world about its journal's end, kept outside the database: in a file that a restored
// database doesn't bring along.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace obolus::store {

struct Checkpoint {
    std::string hub_id;
    std::int64_t seq = 0;  ///< of the journal's last txn
    std::string chain;     ///< its hash, 64 hex digits
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// Nothing when the file doesn't exist. Faults, with what to do in `problem`: it can't be read, or says something else.
base::Result<std::optional<Checkpoint>> read_checkpoint(const std::filesystem::path& file, std::string& problem);

/// On disk when it returns, or the file is as it was: what is told to others afterwards must not be forgotten by a
/// power cut. Its owner's alone.
base::Result<void> write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint,
                                    std::string& problem);

}  // namespace obolus::store
