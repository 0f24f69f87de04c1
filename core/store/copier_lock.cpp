#include "store/copier_lock.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/engines.hpp"

namespace obolus::store {

CopierLock::CopierLock(const std::string& database) : file_(database.substr(sqlite::prefix.size()) + ".copier") {}

CopierLock::~CopierLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool CopierLock::take() {
    if (descriptor_ >= 0) return true;
    const int descriptor = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), file_);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        descriptor_ = descriptor;
    else
        ::close(descriptor);
    return descriptor_ >= 0;
}

}  // namespace obolus::store
