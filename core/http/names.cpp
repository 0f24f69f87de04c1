#include "http/names.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "http/await.hpp"

namespace obolus::http {

namespace asio = boost::asio;
using Addresses = std::vector<asio::ip::address>;

base::Result<Addresses> look_up_name(const std::string& host) {
    asio::io_context context(1);
    asio::ip::tcp::resolver resolver(context);
    boost::system::error_code ec;
    const auto results = resolver.resolve(host, "", ec);
    if (ec || results.empty()) return base::Fault::platform_unavailable;
    Addresses addresses;
    for (const auto& entry : results)
        addresses.push_back(entry.endpoint().address());
    return addresses;
}

Names::Names(NameLookup lookup, std::size_t threads)
    : lookup_(std::move(lookup)), pool_(std::make_unique<asio::thread_pool>(threads)) {}

Names::~Names() {
    pool_->stop();
    pool_->join();
}

asio::awaitable<base::Result<Addresses>> Names::find(std::string host, std::chrono::milliseconds within) {
    boost::system::error_code no_address;
    const auto literal = asio::ip::make_address(host, no_address);
    if (!no_address) co_return Addresses{literal};
    const auto deadline = std::chrono::steady_clock::now() + within;
    std::function<void(std::function<void(base::Result<Addresses>)>)> start =
        [this, host, deadline](std::function<void(base::Result<Addresses>)> done) {
            asio::post(*pool_, [this, host, deadline, done] {
                // Nobody waits any more for what has stood in the queue too long.
                if (std::chrono::steady_clock::now() >= deadline) return;
                done(lookup_(host));
            });
        };
    base::Result<Addresses> found =
        co_await await_callback<base::Result<Addresses>>(std::move(start), within, base::Fault::timed_out);
    co_return found;
}

}  // namespace obolus::http
