// Host names to addresses. getaddrinfo blocks for as long as a name server pleases and can't be interrupted, so a few
// threads of its own call it: one platform's slow name server doesn't hold up the others.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"

namespace boost::asio {
class thread_pool;
namespace ip {
class address;
}
}  // namespace boost::asio

namespace obolus::http {

/// All addresses of a host; called on any thread, and may block. Error: platform_unavailable.
using NameLookup = std::function<base::Result<std::vector<boost::asio::ip::address>>(const std::string& host)>;
/// The system's: /etc/hosts and DNS.
base::Result<std::vector<boost::asio::ip::address>> look_up_name(const std::string& host);

class Names {
   public:
    explicit Names(NameLookup lookup, std::size_t threads = 4);
    ~Names();  ///< waits for the look-ups that are under way

    /// Addresses need no look-up. Errors: platform_unavailable, and timed_out after `within`, while the look-up's
    /// thread may still be busy with it.
    boost::asio::awaitable<base::Result<std::vector<boost::asio::ip::address>>> find(std::string host,
                                                                                     std::chrono::milliseconds within);

   private:
    NameLookup lookup_;
    std::unique_ptr<boost::asio::thread_pool> pool_;
};

}  // namespace obolus::http
