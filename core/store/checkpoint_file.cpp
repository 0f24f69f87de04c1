#include "store/checkpoint_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace obolus::store {

namespace {

constexpr std::string_view first_word = "obolus-checkpoint/1";
constexpr std::size_t chain_digits = 64;

/// A descriptor that is closed with it.
class Descriptor {
   public:
    Descriptor(const std::filesystem::path& path, int flags) : number_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    bool is_open() const noexcept { return number_ >= 0; }
    bool write_all(std::string_view text) const {
        return ::write(number_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    }
    bool sync() const { return fsync(number_) == 0; }

   private:
    int number_;
};

/// Under another name first, so that the file is whole at any moment. errno says why not.
bool replace(const std::filesystem::path& file, std::string_view text) {
    const std::filesystem::path fresh = file.string() + ".new-" + std::to_string(getpid());
    {
        const Descriptor made(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        if (!made.is_open() || !made.write_all(text) || !made.sync()) return false;
    }
    if (rename(fresh.c_str(), file.c_str()) != 0) return false;
    const std::filesystem::path folder = file.parent_path();
    const Descriptor opened(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
    return opened.is_open() && opened.sync();
}

}  // namespace

base::Result<std::optional<Checkpoint>> read_checkpoint(const std::filesystem::path& file, std::string& problem) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) return std::optional<Checkpoint>();
    std::ostringstream content;
    if (std::ifstream in(file); in) content << in.rdbuf();
    std::istringstream words(content.str());
    std::string kind;
    Checkpoint found;
    if (words >> kind >> found.hub_id >> found.seq >> found.chain && kind == first_word &&
        found.chain.size() == chain_digits)
        return std::optional<Checkpoint>(std::move(found));
    problem = "the published checkpoint in " + file.string() +
              " can't be read; let the hub's user read it, or bring the file back from a backup";
    return base::Fault::storage_unavailable;
}

base::Result<void> write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint,
                                    std::string& problem) {
    std::string text(first_word);
    text += ' ' + checkpoint.hub_id + ' ' + std::to_string(checkpoint.seq) + ' ' + checkpoint.chain + '\n';
    if (replace(file, text)) return base::success();
    const int error = errno;
    problem = "the checkpoint can't be kept in " + file.string() + " (" + strerror(error) +
              "); give the hub's user write permission on its folder, and look at the free space";
    return error == ENOSPC ? base::Fault::storage_full : base::Fault::storage_unavailable;
}

}  // namespace obolus::store
