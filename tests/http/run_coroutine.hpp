// Runs one coroutine to its end on a context of its own or a given one. (co_spawn with use_future needs a default
// value.)
#pragma once

#include <exception>
#include <future>
#include <memory>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace obolus::http {

template <class T>
boost::asio::awaitable<void> keep_result(boost::asio::awaitable<T> work, std::shared_ptr<std::promise<T>> promise) {
    T value = co_await std::move(work);
    promise->set_value(std::move(value));
}

/// Starts `work` on a context that another thread runs.
template <class T>
std::future<T> spawn(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    auto promise = std::make_shared<std::promise<T>>();
    std::future<T> future = promise->get_future();
    boost::asio::co_spawn(context, keep_result<T>(std::move(work), promise), [promise](std::exception_ptr error) {
        if (error) promise->set_exception(error);
    });
    return future;
}

/// Runs the context until it has nothing left to do.
template <class T>
T run_coroutine(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::future<T> future = spawn(context, std::move(work));
    context.restart();
    context.run();
    return future.get();
}

}  // namespace obolus::http
