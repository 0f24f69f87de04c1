#include "app/keys.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/private_file.hpp"
#include "base/crypto.hpp"

namespace obolus::app {

namespace {

constexpr std::size_t key_bytes = 32;

class File {
   public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int get() const noexcept { return descriptor_; }

   private:
    int descriptor_;
};

std::string why() { return std::generic_category().message(errno); }

/// Written whole or not at all: to a neighbour first, then linked to its name. Two starts at once agree on one key.
bool create(const std::string& file, std::string& problem) {
    make_private_folder_of(file);
    const std::string neighbour = file + "." + std::to_string(::getpid());
    bool written = false;
    {
        const File out(::open(neighbour.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        const std::string bytes = base::random_bytes(key_bytes);
        written = out.get() >= 0 &&
                  ::write(out.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                  ::fsync(out.get()) == 0;
    }
    if (!written)
        problem = "The key file " + file + " can't be created (" + why() + "); make its folder writable for this user.";
    if (written && ::link(neighbour.c_str(), file.c_str()) != 0 && errno != EEXIST) {
        problem = "The key file " + file + " can't be created (" + why() + "); make its folder writable for this user.";
        written = false;
    }
    ::unlink(neighbour.c_str());
    return written;
}

std::string derive(const std::string& root, std::string_view use) {
    const base::Digest digest = base::hmac_sha256(root, use);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::optional<Keys> load_keys(const std::string& file, std::string& problem) {
    if (::access(file.c_str(), F_OK) != 0 && !create(file, problem)) return std::nullopt;
    const File in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (in.get() < 0) {
        problem = "The key file " + file + " can't be read (" + why() +
                  "); make it readable for this user, and for nobody else.";
        return std::nullopt;
    }
    struct stat status {};
    if (::fstat(in.get(), &status) != 0 || (status.st_mode & 077U) != 0) {
        problem = "The key file " + file + " may be read by others; run: chmod 600 " + file;
        return std::nullopt;
    }
    std::string root(key_bytes + 1, '\0');
    const ssize_t size = ::read(in.get(), root.data(), root.size());
    if (size != static_cast<ssize_t>(key_bytes)) {
        problem = "The key file " + file +
                  " doesn't hold exactly 32 bytes; restore it from a copy. Only if there is none, remove it to have a "
                  "new one made: sign-ins under way start again, and who has opted out of being given anything is "
                  "forgotten.";
        return std::nullopt;
    }
    root.resize(key_bytes);
    return Keys{derive(root, "obolus seal 1"), derive(root, "obolus csrf 1"), derive(root, "obolus opt-out 1"),
                base::to_hex(base::hmac_sha256(root, "obolus key file 1"))};
}

}  // namespace obolus::app
