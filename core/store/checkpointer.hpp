// Brings what the writer has committed from SQLite's write-ahead log into the database's file, on a thread and a
// connection of its own, so that no commit waits for it.
//
// A commit appends to the log and syncs it; left to itself, every thousandth page would make some commit write all of
// them to their places as well and sync those, which takes as long as the disk likes. Here the log may grow (pages that
// change again and again are then written once), the bulk of it is copied beside the commits, and the writer itself
// copies only the last few pages, between two commits, so that the next one begins the log anew. docs/decisions/0023.
//
// Durability is the log's: what is in neither the file nor a synced log was never acknowledged.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace obolus::store {

class Connection;

class Checkpointer {
   public:
    /// Called at most once, on the checkpointer's thread: the file could not be written or synced, and nobody knows
    /// what it holds.
    using Broken = std::function<void(const std::string& why)>;

    /// `writer` is the connection that commits; from now on it doesn't copy by itself. Throws what SOCI throws.
    Checkpointer(const std::string& database, Connection& writer, Broken broken);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// The writer's thread, after each commit and outside of any transaction. Throws what SOCI throws.
    void committed();

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::store
