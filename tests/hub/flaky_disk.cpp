#include "hub/flaky_disk.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.hpp"

namespace obolus {

namespace {

using Bytes = std::vector<char>;

/// A write that no sync has followed yet, or a cut to a size.
struct Pending {
    off_t offset = 0;
    Bytes bytes;
    bool cuts = false;  ///< to `offset`
};

struct File {
    Bytes durable;
    std::vector<Pending> pending;
};

void apply(const Pending& change, std::size_t length, Bytes& bytes) {
    const auto offset = static_cast<std::size_t>(change.offset);
    if (change.cuts) {
        bytes.resize(offset);
        return;
    }
    if (bytes.size() < offset + length) bytes.resize(offset + length);
    std::copy_n(change.bytes.begin(), length, bytes.begin() + change.offset);
}

enum class Call { look, change, write, sync, sync_database };

bool can_fail(Call call, Failure failure) {
    switch (failure) {
        case Failure::io_error:
            return true;
        case Failure::disk_full:
            return call != Call::look;
        case Failure::short_write:
            return call == Call::write;
        case Failure::sync_error:
            return call == Call::sync || call == Call::sync_database;
        case Failure::checkpoint_error:
            return call == Call::sync_database;
    }
    return false;
}

struct Disk {
    std::mutex mutex;
    std::filesystem::path folder;
    std::map<int, std::string> names;   ///< of open files, by descriptor
    std::map<std::string, File> files;  ///< by name; not the shared memory's, which doesn't survive a power cut
    Failure failure = Failure::io_error;
    bool for_good = false;
    std::int64_t failing_call = 0;  ///< 0: none
    std::int64_t calls = 0;
    bool failed = false;
    bool failed_to_sync = false;
    bool full_next = false;

    /// Counts a call; the errno that it fails with, 0 when it doesn't.
    int failure_of(Call call) {
        if (!can_fail(call, failure)) return 0;
        ++calls;
        const bool fails = failing_call != 0 && (calls == failing_call || (for_good && calls > failing_call));
        if (!fails) return 0;
        failed = true;
        return failure == Failure::disk_full || failure == Failure::short_write ? ENOSPC : EIO;
    }
    std::string name_of(int descriptor) const {
        const auto found = names.find(descriptor);
        return found == names.end() ? "" : found->second;
    }
    File* kept(int descriptor) {
        const auto found = files.find(name_of(descriptor));
        return found == files.end() ? nullptr : &found->second;
    }
};

Disk* disk = nullptr;

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

int fail_with(int error) {
    errno = error;
    return -1;
}

int flaky_open(const char* path, int flags, int mode) {
    const std::lock_guard lock(disk->mutex);
    const std::filesystem::path file(path);
    const bool watched = file.parent_path() == disk->folder;
    if (watched) {
        const int error = disk->failure_of((flags & O_CREAT) != 0 ? Call::change : Call::look);
        if (error != 0) return fail_with(error);
    }
    const int descriptor = open(path, flags, mode);
    if (descriptor < 0 || !watched) return descriptor;
    const std::string name = file.filename().string();
    disk->names[descriptor] = name;
    if (!name.ends_with("-shm") && !disk->files.contains(name)) {
        std::ifstream there(file, std::ios::binary);
        disk->files[name].durable.assign(std::istreambuf_iterator<char>(there), {});
    }
    return descriptor;
}

int flaky_close(int descriptor) {
    const std::lock_guard lock(disk->mutex);
    disk->names.erase(descriptor);
    return close(descriptor);
}

ssize_t flaky_pwrite(int descriptor, const void* bytes, std::size_t size, off_t offset) {
    const std::lock_guard lock(disk->mutex);
    if (disk->name_of(descriptor).empty()) return pwrite(descriptor, bytes, size, offset);
    const bool full = std::exchange(disk->full_next, false);
    const int error = disk->failure_of(Call::write);
    if (full) return fail_with(ENOSPC);
    if (error != 0) {
        if (disk->failure != Failure::short_write) return fail_with(error);
        disk->full_next = true;
        size /= 2;
    }
    const ssize_t written = pwrite(descriptor, bytes, size, offset);
    File* const file = disk->kept(descriptor);
    if (file != nullptr && written > 0) {
        const char* const first = static_cast<const char*>(bytes);
        file->pending.push_back({offset, Bytes(first, first + written), false});
    }
    return written;
}

int flaky_ftruncate(int descriptor, off_t size) {
    const std::lock_guard lock(disk->mutex);
    if (disk->name_of(descriptor).empty()) return ftruncate(descriptor, size);
    const int error = disk->failure_of(Call::change);
    if (error != 0) return fail_with(error);
    const int result = ftruncate(descriptor, size);
    File* const file = disk->kept(descriptor);
    if (file != nullptr && result == 0) file->pending.push_back({size, {}, true});
    return result;
}

ssize_t flaky_pread(int descriptor, void* bytes, std::size_t size, off_t offset) {
    {
        const std::lock_guard lock(disk->mutex);
        if (!disk->name_of(descriptor).empty())
            if (const int error = disk->failure_of(Call::look)) return fail_with(error);
    }
    return pread(descriptor, bytes, size, offset);
}

int flaky_fstat(int descriptor, struct stat* status) {
    {
        const std::lock_guard lock(disk->mutex);
        if (!disk->name_of(descriptor).empty())
            if (const int error = disk->failure_of(Call::look)) return fail_with(error);
    }
    return fstat(descriptor, status);
}

void* flaky_mmap(void* address, std::size_t size, int protection, int flags, int descriptor, off_t offset) {
    {
        const std::lock_guard lock(disk->mutex);
        if (!disk->name_of(descriptor).empty() && disk->failure_of(Call::look) != 0) {
            errno = ENOMEM;
            return MAP_FAILED;
        }
    }
    return mmap(address, size, protection, flags, descriptor, offset);
}

int flaky_unlink(const char* path) {
    const std::lock_guard lock(disk->mutex);
    const std::filesystem::path file(path);
    const bool watched = file.parent_path() == disk->folder;
    if (watched)
        if (const int error = disk->failure_of(Call::change)) return fail_with(error);
    const int result = unlink(path);
    if (watched && result == 0) disk->files.erase(file.filename().string());
    return result;
}

int flaky_sync(int descriptor, int (*sync)(int)) {
    if (disk == nullptr) return sync(descriptor);
    const std::lock_guard lock(disk->mutex);
    if (disk->name_of(descriptor).empty()) return sync(descriptor);
    File* const file = disk->kept(descriptor);
    const bool of_log = disk->name_of(descriptor).find("-") != std::string::npos;
    const int error = disk->failure_of(of_log ? Call::sync : Call::sync_database);
    if (error != 0) {
        disk->failed_to_sync = true;
        if (file != nullptr) file->pending.clear();
        return fail_with(error);
    }
    if (file == nullptr) return 0;
    for (const Pending& change : file->pending)
        apply(change, change.bytes.size(), file->durable);
    file->pending.clear();
    return 0;  // nothing here is meant to survive this machine
}

template <class Function>
void replace(const char* name, Function* function) {
    sqlite3_vfs* const vfs = sqlite3_vfs_find("unix");
    OBOLUS_CHECK(vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function)) == SQLITE_OK);
}

}  // namespace

std::string to_string(Failure failure) {
    constexpr std::array names{"EIO", "ENOSPC", "a short write", "EIO of a sync", "EIO of a checkpoint's sync"};
    return names.at(static_cast<std::size_t>(failure));
}

FlakyDisk::FlakyDisk(const std::filesystem::path& folder) {
    OBOLUS_CHECK(disk == nullptr);
    disk = new Disk;
    disk->folder = folder;
    replace("open", flaky_open);
    replace("close", flaky_close);
    replace("pwrite", flaky_pwrite);
    replace("pwrite64", flaky_pwrite);
    replace("ftruncate", flaky_ftruncate);
    replace("pread", flaky_pread);
    replace("pread64", flaky_pread);
    replace("fstat", flaky_fstat);
    replace("mmap", flaky_mmap);
    replace("unlink", flaky_unlink);
}

FlakyDisk::~FlakyDisk() {
    sqlite3_vfs* const vfs = sqlite3_vfs_find("unix");
    vfs->xSetSystemCall(vfs, nullptr, nullptr);
    delete disk;
    disk = nullptr;
}

void FlakyDisk::fail(std::int64_t nth, Failure failure, bool for_good) {
    const std::lock_guard lock(disk->mutex);
    disk->failing_call = nth;
    disk->failure = failure;
    disk->for_good = for_good;
    disk->calls = 0;
    disk->failed = disk->failed_to_sync = disk->full_next = false;
}

void FlakyDisk::mend() { fail(0, Failure::io_error, false); }

std::int64_t FlakyDisk::calls() const {
    const std::lock_guard lock(disk->mutex);
    return disk->calls;
}

bool FlakyDisk::has_failed() const {
    const std::lock_guard lock(disk->mutex);
    return disk->failed;
}

bool FlakyDisk::has_failed_to_sync() const {
    const std::lock_guard lock(disk->mutex);
    return disk->failed_to_sync;
}

void FlakyDisk::cut_power(const std::filesystem::path& folder, std::mt19937_64& random) const {
    const std::lock_guard lock(disk->mutex);
    for (const auto& [name, file] : disk->files) {
        Bytes bytes = file.durable;
        for (const Pending& change : file.pending) {
            const std::size_t size = change.bytes.size();
            switch (random() % 3) {
                case 0:
                    apply(change, size, bytes);
                    break;
                case 1:
                    if (!change.cuts) apply(change, random() % (size + 1), bytes);
                    break;
                default:
                    break;
            }
        }
        std::ofstream(folder / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
}

}  // namespace obolus

// In front of libc's own: SQLite has no way to replace these two.
extern "C" int fdatasync(int descriptor) {
    static auto* const real = obolus::next<int(int)>("fdatasync");
    return obolus::flaky_sync(descriptor, real);
}

extern "C" int fsync(int descriptor) {
    static auto* const real = obolus::next<int(int)>("fsync");
    return obolus::flaky_sync(descriptor, real);
}
