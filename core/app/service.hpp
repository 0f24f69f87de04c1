// A whole hub in one process: books, platforms, API and pages, put together from settings. Everything but the writer
// and the readers runs on the io_context's one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/keys.hpp"
#include "base/result.hpp"
#include "settings/options.hpp"

namespace obolus::app {

struct ServiceOptions {
    bool bench_route = false;  ///< adds the API's no-op, to measure against
};

class Service {
   public:
    Service(boost::asio::io_context& context, settings::Settings settings, Keys keys, ServiceOptions options);
    ~Service();

    /// Opens the books, loads every provider's plugin, listens. Blocks. On error `problem` is a sentence for the
    /// operator.
    base::Result<void> start(std::string& problem);
    std::uint16_t port() const noexcept;
    /// Lets running requests end, then calls `done`.
    void stop(std::function<void()> done);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::app
