// The demo platform as a server, put together from the settings of the hub that it is for: one file says what both
// sides need.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/result.hpp"
#include "settings/options.hpp"

namespace obolus::app {

class DemoSite {
   public:
    /// `provider` is the entry whose client, app token and endpoints are meant; it listens where the entry's `api`
    /// endpoint points.
    DemoSite(boost::asio::io_context& context, const settings::Settings& settings, const std::string& provider);
    ~DemoSite();
    /// On error `problem` is a sentence for the operator.
    base::Result<void> start(std::string& problem);
    const std::string& url() const noexcept;
    void stop(std::function<void()> done);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::app
