#include "store/checkpointer.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <spdlog/spdlog.h>

#include "store/connection.hpp"
#include "store/copier_lock.hpp"
#include "store/engines.hpp"

namespace obolus::store {

namespace {
/// 4 MiB: the log of a hub that has little to do is copied then, all of it between two commits.
constexpr int pages_of_a_small_log = 1'000;
constexpr int pages_of_a_small_log_at_most = 1'024;
/// 8 MiB at a time are copied beside the commits: a sync of more would hold the disk for so long that the log's own
/// syncs wait.
constexpr int pages_to_copy = 2'048;
/// 64 MiB: from here on the log of a busy hub is to begin anew.
constexpr int pages_to_begin_anew = 16'384;
/// Each pass copies what was committed during the one before, so it is soon down to what may be left over.
constexpr int passes_max = 32;
/// What the writer of a busy hub copies at most, while everybody waits: 1 MiB. Of a log that goes on growing because
/// the passes don't come down to that, more: 2 MiB at 96 MiB, 3 MiB at 128 MiB.
constexpr int pages_to_finish = 256;
constexpr int growth_for_one_more = 32;

int pages_left_at_most(int pages_of_log) {
    return pages_to_finish + std::max(0, pages_of_log - pages_to_begin_anew) / growth_for_one_more;
}
/// A log that fills up again within this time is copied beside the commits, few as they may be.
constexpr std::chrono::seconds often{10};
}  // namespace

/// The copying thread. All but its loop is the writer's thread's.
class Copier {
   public:
    Copier(const std::string& database, Checkpointer::Broken broken)
        : connection_(database, Access::read_write), broken_(std::move(broken)), thread_([this] { loop(); }) {}
    ~Copier() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    Copier(const Copier&) = delete;
    Copier& operator=(const Copier&) = delete;

    void ask() {
        const std::lock_guard lock(mutex_);
        asked_ = true;
        wake_.notify_one();
    }
    /// Until it is asked again, the log is the writer's alone.
    bool rests() {
        const std::lock_guard lock(mutex_);
        return idle_ && !asked_;
    }
    /// So many of the log's pages were in the file when it last looked; 0 when it hasn't since the log began anew.
    int copied_pages() const noexcept { return copied_pages_; }
    void forget() noexcept { copied_pages_ = 0; }
    /// The log's pages after a commit.
    void tell(int pages) noexcept { pages_ = pages; }

   private:
    void loop() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return ending_ || asked_; });
            if (ending_) return;
            asked_ = false;
            idle_ = false;
            lock.unlock();
            if (!copy()) return;
            lock.lock();
            idle_ = true;
            asked_ = false;  // what was asked for meanwhile may be copied, and the log about to begin anew
        }
    }

    /// False when the file can't be relied on any more.
    bool copy() {
        try {
            bool comes_on = pass();
            for (int number = 1; number < passes_max && comes_on && is_late(); ++number)
                comes_on = pass();
        } catch (...) {
            const Caught caught = caught_exception();
            if (caught.storage_broken) {
                broken_(caught.message);
                return false;
            }
            // A lock that somebody else holds, a full disk: the log goes on, and a later commit asks again.
            spdlog::warn("the write-ahead log was not copied into the database: {}", caught.message);
        }
        return true;
    }

    bool is_late() const {
        const int pages = pages_;
        return pages >= pages_to_begin_anew && pages - copied_pages_ > pages_left_at_most(pages) / 2;
    }

    /// SQLite syncs the file only when nothing was committed meanwhile. While commits go on it never would, and the
    /// writer's last few pages would be synced with all that was copied before them. False when somebody who reads an
    /// old state is in the way.
    bool pass() {
        const int before = copied_pages_;
        const sqlite::Log log = sqlite::copy_log(connection_.session());
        sqlite::sync_file(connection_.session());
        copied_pages_ = log.copied;
        return log.copied > before;
    }

    Connection connection_;
    Checkpointer::Broken broken_;
    std::atomic<int> pages_{0};
    std::atomic<int> copied_pages_{0};
    std::mutex mutex_;
    std::condition_variable wake_;
    bool asked_ = false;
    bool idle_ = true;
    bool ending_ = false;
    std::thread thread_;
};

struct Checkpointer::Impl {
    Impl(std::string of, Broken on_broken) : database(std::move(of)), broken(std::move(on_broken)), lock(database) {}

    std::string database;
    Broken broken;
    CopierLock lock;
    int pages_to_ask = pages_to_copy;
    int pages_before = 0;  ///< after the commit before
    std::chrono::steady_clock::time_point busy_until{};
    std::unique_ptr<Copier> copier{};  ///< null until there is much to do

    void ask() {
        if (!copier) copier = std::make_unique<Copier>(database, broken);
        copier->ask();
    }

    void begin_anew() {
        pages_to_ask = pages_to_copy;
        if (copier) copier->forget();
    }

    int pages_left(int pages) const {
        const int copied = copier ? copier->copied_pages() : 0;
        return copied > 0 && copied <= pages ? pages - copied : pages;
    }
};

Checkpointer::Checkpointer(std::string database, Broken broken)
    : impl_(std::make_unique<Impl>(std::move(database), std::move(broken))) {}

Checkpointer::~Checkpointer() = default;

void Checkpointer::committed(Connection& writer, bool busy) {
    Impl& impl = *impl_;
    const int pages = writer.pages_of_log();
    const int before = std::exchange(impl.pages_before, pages);
    if (pages == before) return;  // nothing was committed
    if (impl.copier) impl.copier->tell(pages);
    if (pages < before) impl.begin_anew();
    const int of_last_commit = pages < before ? pages : pages - before;
    const auto now = std::chrono::steady_clock::now();
    const bool beside = busy || now < impl.busy_until;
    const int enough = beside ? pages_to_begin_anew : pages_of_a_small_log;
    // What the last commit itself has written nobody can have copied yet.
    const int left_at_most =
        beside ? pages_left_at_most(pages) : std::max(pages_of_a_small_log_at_most, of_last_commit);
    const bool can_finish =
        pages >= enough && impl.pages_left(pages) <= left_at_most && (!impl.copier || impl.copier->rests());
    if (!can_finish && pages < impl.pages_to_ask) return;
    if (!impl.lock.take()) return;  // another process copies
    if (can_finish) {
        if (!beside) impl.busy_until = now + often;
        writer.copy_log();
        return;
    }
    impl.pages_to_ask = pages + pages_to_copy;
    impl.ask();
}

}  // namespace obolus::store
