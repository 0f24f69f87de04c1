// A platform on a loopback port and a plugin whose outputs the test writes: between them the hub's own flows, with the
// real HTTP client and server.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "http/run_coroutine.hpp"
#include "http/running_server.hpp"
#include "oauth/platforms.hpp"

namespace obolus::oauth {

/// What the scripted plugin answers to an event.
using Script = std::function<boost::json::object(const boost::json::object& event)>;

/// {"effect": {...}, "state": ...}
boost::json::object output(boost::json::object effect, boost::json::value state = nullptr);
boost::json::object fail(const char* reason);
boost::json::object done(boost::json::array identities);

class PlatformUnderTest {
   public:
    PlatformUnderTest();

    /// The platform's answers by path; what isn't here is 404. Set before the requests.
    std::map<std::string, http::Response> answers;
    /// The requests that the platform has seen.
    std::vector<http::Request> seen() const;
    std::string url(const std::string& path) const;

    Script script;  ///< steps of every entry
    std::function<boost::json::value(const std::string& entry, const std::string& text)> normal_form;
    std::vector<boost::json::object> events;  ///< that the plugin was given
    plugin_host::Manifest manifest;           ///< of every entry
    base::Time now = base::from_micros(1'800'000'000'000'000);

    /// An entry with client "client", secret "swordfish", app token "app-swordfish", allowed to ask the platform.
    ProviderOptions entry(std::string name) const;
    /// Call once, after manifest is set.
    Platforms& start(std::vector<ProviderOptions> entries);

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return http::run_coroutine(context_, std::move(work));
    }
    boost::asio::io_context& context() { return context_; }
    http::Client& client() { return client_; }

   private:
    static boost::asio::awaitable<http::Response> answer(PlatformUnderTest* self, http::Request request);
    http::Router routes();
    Plugins plugins();

    mutable std::mutex mutex_;
    std::vector<http::Request> seen_;
    boost::asio::io_context context_;
    http::Client client_{context_};
    std::unique_ptr<Platforms> platforms_;
    http::RunningServer server_;
};

}  // namespace obolus::oauth
