#include "store/checkpointer.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <spdlog/spdlog.h>

#include "store/connection.hpp"
#include "store/engines.hpp"

namespace obolus::store {

namespace {
/// 64 MiB: so many pages that most of what a busy second changes is in there more than once.
constexpr int pages_to_begin = 16'384;
/// 8 MiB: so few that the writer can copy them between two commits, and nobody notices.
constexpr int pages_to_finish = 2'048;
/// Each pass copies what was committed during the one before, so it is soon down to a part of what may be left over.
constexpr int passes_max = 8;
/// Somebody who still reads what is older, or a busy moment, has kept the log from being copied: tried again after so
/// many pages more.
constexpr int pages_to_try_again = 4'096;
}  // namespace

struct Checkpointer::Impl {
    Impl(const std::string& database, Connection& committing, Broken on_broken)
        : writer(committing), copying(database, Access::read_write), broken(std::move(on_broken)) {
        sqlite::count_log_pages(writer, pages_in_log);
        thread = std::thread([this] { loop(); });
    }

    void loop() {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return ending || asked; });
            if (ending) return;
            asked = false;
            lock.unlock();
            if (!copy()) return;
            lock.lock();
        }
    }

    /// False when the file can't be relied on any more.
    bool copy() {
        try {
            sqlite::Log log = sqlite::checkpoint(copying);
            for (int pass = 1; pass < passes_max && log.pages - log.copied > pages_to_finish / 2; ++pass)
                log = sqlite::checkpoint(copying);
            copied_pages = log.copied;
        } catch (...) {
            const Caught caught = caught_exception();
            if (caught.storage_broken) {
                broken(caught.message);
                return false;
            }
            // A lock that somebody else holds, a full disk: the log goes on, and a later commit asks again.
            spdlog::warn("the write-ahead log was not copied into the database: {}", caught.message);
        }
        return true;
    }

    Connection& writer;
    Connection copying;
    Broken broken;
    int pages_in_log = 0;  ///< the writer's thread's: after its last commit
    int pages_to_ask = pages_to_begin;
    std::atomic<int> copied_pages{0};  ///< news from the thread: so many of the log's pages are copied
    std::mutex mutex;
    std::condition_variable wake;
    bool asked = false;
    bool ending = false;
    std::thread thread;
};

Checkpointer::Checkpointer(const std::string& database, Connection& writer, Broken broken)
    : impl_(std::make_unique<Impl>(database, writer, std::move(broken))) {}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->ending = true;
    }
    impl_->wake.notify_one();
    impl_->thread.join();
}

void Checkpointer::committed() {
    Impl& impl = *impl_;
    const int pages = impl.pages_in_log;
    if (pages < pages_to_begin) {
        impl.pages_to_ask = pages_to_begin;
        return;
    }
    const int copied = impl.copied_pages.exchange(0);
    if (copied > 0 && copied <= pages && pages - copied <= pages_to_finish) {
        sqlite::checkpoint(impl.writer);
        return;
    }
    if (pages < impl.pages_to_ask) return;
    impl.pages_to_ask = pages + pages_to_try_again;
    const std::lock_guard lock(impl.mutex);
    impl.asked = true;
    impl.wake.notify_one();
}

}  // namespace obolus::store
