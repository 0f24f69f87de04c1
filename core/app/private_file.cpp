#include "app/private_file.hpp"

#include <sys/stat.h>

namespace obolus::app {

namespace {
constexpr mode_t not_private = S_IWGRP | S_IRWXO;
}

void keep_new_files_private() { ::umask(S_IRWXG | S_IRWXO); }

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
