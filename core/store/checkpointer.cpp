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
/// 8 MiB at a time: a sync of more would hold the disk for so long that the log's own syncs wait.
constexpr int pages_to_copy = 2'048;
/// 64 MiB: from here on the log is to begin anew.
constexpr int pages_to_begin_anew = 16'384;
/// 4 MiB: so few that the writer can copy them between two commits, and nobody notices.
constexpr int pages_to_finish = 1'024;
/// Each pass copies what was committed during the one before, so it is soon down to what may be left over.
constexpr int passes_max = 8;
}  // namespace

struct Checkpointer::Impl {
    Impl(const std::string& database, Broken on_broken)
        : copying(database, Access::read_write), broken(std::move(on_broken)) {
        thread = std::thread([this] { loop(); });
    }

    void loop() {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return ending || asked; });
            if (ending) return;
            asked = false;
            idle = false;
            lock.unlock();
            if (!copy()) return;
            lock.lock();
            idle = true;
            asked = false;  // what was asked for meanwhile may be copied, and the log about to begin anew
        }
    }

    /// False when the file can't be relied on any more.
    bool copy() {
        try {
            sqlite::Log log = sqlite::copy_log(copying.session());
            const auto is_late = [&] {
                return log.pages >= pages_to_begin_anew && log.pages - log.copied > pages_to_finish / 2;
            };
            for (int pass = 1; pass < passes_max && is_late(); ++pass)
                log = sqlite::copy_log(copying.session());
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

    Connection copying;
    Broken broken;
    int pages_to_ask = pages_to_copy;  ///< the writer's thread's own, as is the next
    int pages_before = 0;              ///< the commit before
    std::atomic<int> copied_pages{0};  ///< news from the thread: so many of the log's pages are copied
    std::mutex mutex;
    std::condition_variable wake;
    bool asked = false;
    bool idle = true;
    bool ending = false;
    std::thread thread;
};

Checkpointer::Checkpointer(const std::string& database, Broken broken)
    : impl_(std::make_unique<Impl>(database, std::move(broken))) {}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->ending = true;
    }
    impl_->wake.notify_one();
    impl_->thread.join();
}

void Checkpointer::committed(Connection& writer) {
    Impl& impl = *impl_;
    const int pages = writer.pages_of_log();
    if (pages < impl.pages_before) {  // begun anew
        impl.pages_to_ask = pages_to_copy;
        impl.copied_pages = 0;
    }
    impl.pages_before = pages;
    const int copied = impl.copied_pages;
    if (pages >= pages_to_begin_anew && copied > 0 && copied <= pages && pages - copied <= pages_to_finish) {
        const std::lock_guard lock(impl.mutex);
        if (impl.idle && !impl.asked) {
            impl.copied_pages = 0;
            sqlite::copy_log(writer.session());
            return;
        }
    }
    if (pages < impl.pages_to_ask) return;
    impl.pages_to_ask = pages + pages_to_copy;
    const std::lock_guard lock(impl.mutex);
    impl.asked = true;
    impl.wake.notify_one();
}

}  // namespace obolus::store
