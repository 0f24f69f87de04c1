// A disk under SQLite that fails when it is told to, and that forgets what was not synced when its power is cut.
//
// SQLite's own system calls are replaced (sqlite3_vfs::xSetSystemCall, and fdatasync itself, which SQLite calls
// directly), so that what fails is what fails on a machine: a pwrite with EIO, a ftruncate with ENOSPC, half a write.
// What has been written is kept apart until a sync of its file; a sync that fails loses it for good, as Linux does: the
// pages count as clean afterwards, and the next sync succeeds without them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

namespace obolus {

enum class Failure {
    io_error,         ///< EIO, of whatever call
    disk_full,        ///< ENOSPC, of a call that writes
    short_write,      ///< half of it is written, the next write finds the disk full
    sync_error,       ///< EIO, of a sync
    checkpoint_error  ///< EIO, of a sync of the database itself, which only a checkpoint does
};
std::string to_string(Failure failure);

class FlakyDisk {
   public:
    /// For SQLite databases in `folder`, opened after this. One at a time in a process.
    explicit FlakyDisk(const std::filesystem::path& folder);
    ~FlakyDisk();
    FlakyDisk(const FlakyDisk&) = delete;
    FlakyDisk& operator=(const FlakyDisk&) = delete;

    /// The `nth` call from now on that can fail so does (1: the next); all after it as well when it is `for_good`.
    void fail(std::int64_t nth, Failure failure, bool for_good);
    void mend();
    /// How many calls that can fail so there were since fail().
    std::int64_t calls() const;
    bool has_failed() const;
    bool has_failed_to_sync() const;

    /// Writes into `folder` what the disk holds when its power is cut now: all that was synced, and of the rest what
    /// `random` chooses, whole writes or their beginnings.
    void cut_power(const std::filesystem::path& folder, std::mt19937_64& random) const;
};

}  // namespace obolus
