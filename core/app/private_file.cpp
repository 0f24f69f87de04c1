#include "app/private_file.hpp"

#include <filesystem>
#include <system_error>

#include <sys/stat.h>

namespace obolus::app {

namespace {
constexpr mode_t not_private = S_IWGRP | S_IRWXO;
}

void keep_new_files_private() { ::umask(S_IRWXG | S_IRWXO); }

void make_private_folder_of(const std::string& file) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(file).parent_path();
    std::error_code error;
    if (!fs::exists(folder, error) && fs::create_directories(folder, error))
        fs::permissions(folder, fs::perms::owner_all, error);
}

bool is_private(const std::string& file, std::string& problem) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return true;
    if ((status.st_mode & not_private) == 0) return true;
    problem = "Others may " + std::string((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? "change " : "read ") + file +
              ", which holds people's money; run: chmod 600 " + file;
    return false;
}

void make_private(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || (status.st_mode & not_private) == 0) return;
    // Somebody else's file stays as it is; is_private() then says what to do.
    static_cast<void>(::chmod(file.c_str(), status.st_mode & ~not_private & 07777U));
}

}  // namespace obolus::app
