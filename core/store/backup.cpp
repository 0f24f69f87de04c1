#include "store/backup.hpp"

#include <cstring>
#include <memory>
#include <stdexcept>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/backup_postgresql.hpp"
#include "store/engines.hpp"

namespace obolus::store {

namespace {

using Progress = std::function<void(std::int64_t, std::int64_t)>;

constexpr int pages_at_once = 1'000;
constexpr int busy_ms = 5'000;

[[noreturn]] void fail(const std::string& what, int error) { throw std::runtime_error(what + ": " + strerror(error)); }

/// The file under a name of its own until it is complete; removed when it never gets there.
class Unfinished {
   public:
    explicit Unfinished(const std::filesystem::path& file)
        : file_(file), path_(file.string() + ".unfinished-" + std::to_string(getpid())) {
        if (std::filesystem::exists(std::filesystem::symlink_status(file)))
            throw std::runtime_error(file.string() + " exists already; name a file that doesn't");
        const int made = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (made < 0) fail(path_ + " can't be made", errno);
        close(made);
    }
    ~Unfinished() { unlink(path_.c_str()); }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    const std::string& path() const noexcept { return path_; }

    /// On disk first, then under its name; a file that has appeared there meanwhile is kept.
    BackupReport finish() const {
        sync(path_, O_RDWR);
        const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path_));
        if (link(path_.c_str(), file_.c_str()) != 0) fail(file_.string() + " can't be made", errno);
        const std::filesystem::path folder = file_.parent_path();
        sync(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
        return {bytes};
    }

   private:
    static void sync(const std::string& path, int mode) {
        const int descriptor = open(path.c_str(), mode | O_CLOEXEC);
        if (descriptor < 0) fail(path + " can't be opened", errno);
        const int synced = fsync(descriptor);
        const int error = errno;
        close(descriptor);
        if (synced != 0) fail(path + " can't be brought to disk", error);
    }

    std::filesystem::path file_;
    std::string path_;
};

using Sqlite = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Sqlite open_file(const std::string& path, int flags) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
    Sqlite database(opened, &sqlite3_close);
    if (result != SQLITE_OK) throw std::runtime_error(path + " can't be opened: " + sqlite3_errstr(result));
    sqlite3_busy_timeout(database.get(), busy_ms);
    return database;
}

void execute(const Sqlite& database, const char* sql) {
    if (sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database.get()));
}

void copy_sqlite(const std::string& source, const std::string& target, const Progress& progress) {
    const Sqlite from = open_file(source, SQLITE_OPEN_READONLY);
    const Sqlite to = open_file(target, SQLITE_OPEN_READWRITE);
    // The file is brought to disk once, at the end; half a file is thrown away, not rolled back.
    execute(to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
    // One reading transaction around all steps: without it each commit of the hub's would begin the copy anew.
    execute(from, "BEGIN; SELECT COUNT(*) FROM sqlite_master");
    sqlite3_backup* const copy = sqlite3_backup_init(to.get(), "main", from.get(), "main");
    if (copy == nullptr) throw std::runtime_error(sqlite3_errmsg(to.get()));
    int result = SQLITE_OK;
    while (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED) {
        result = sqlite3_backup_step(copy, pages_at_once);
        const int all = sqlite3_backup_pagecount(copy);
        if (progress) progress(all - sqlite3_backup_remaining(copy), all);
    }
    sqlite3_backup_finish(copy);
    if (result != SQLITE_DONE)
        throw std::runtime_error("the copy stopped: " + std::string(sqlite3_errstr(result)) +
                                 "; check the free space and the disk");
    execute(from, "COMMIT");
}

}  // namespace

base::Result<BackupReport> backup(const std::string& database, const std::filesystem::path& file,
                                  const Progress& progress, std::string& problem) {
    try {
        const Unfinished unfinished(file);
        if (engine_of(database) == Engine::sqlite)
            copy_sqlite(database.substr(sqlite::prefix.size()), unfinished.path(), progress);
        else
            postgresql::dump(database, unfinished.path(), progress);
        return unfinished.finish();
    } catch (const std::exception& error) {
        problem = "the backup of " + shown(database) + " was not made: " + error.what();
        return base::Fault::storage_unavailable;
    }
}

}  // namespace obolus::store
