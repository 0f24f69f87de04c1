// Brings what the writer has committed from SQLite's write-ahead log into the database's file.
//
// A commit appends to the log and syncs it. While few commands come, the writer copies the log itself, between two
// commits. While many come, that would hold them all up for as long as the disk likes: then the log may grow, a thread
// with a connection of its own copies and syncs most of it beside the commits, a little at a time, and the writer
// copies only the last few pages, so that its next commit begins the log anew. docs/decisions/0024.
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

    /// Nothing is opened before there is much to copy.
    Checkpointer(std::string database, Broken broken);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// The writer's thread, with its connection, after a commit and outside of any transaction. `busy`: the next
    /// commit is waited for already. Throws what SOCI throws.
    void committed(Connection& writer, bool busy);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::store
