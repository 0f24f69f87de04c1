// A month's close for coroutines.
#pragma once

#include <functional>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "http/await.hpp"
#include "hub/month_closer.hpp"

namespace obolus::awaiting {

/// The closer's next step, after its commit. `closer` must outlive the wait.
inline boost::asio::awaitable<base::Result<hub::MonthStatus>> step(hub::MonthCloser& closer) {
    return http::await_callback<base::Result<hub::MonthStatus>>(
        [&closer](std::function<void(base::Result<hub::MonthStatus>)> done) { closer.step(std::move(done)); });
}

}  // namespace obolus::awaiting
