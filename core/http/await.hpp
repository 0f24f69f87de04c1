// Awaits what answers by callback on another thread (the writer, a reader, a plugin worker).
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace obolus::http {

/// Calls `start` with a callback and resumes the coroutine, on its own executor, with what the callback is given. The
/// callback may be called from any thread, exactly once; if it is destroyed uncalled the coroutine never resumes (a bug
/// of the callee).
template <class T>
boost::asio::awaitable<T> await_callback(std::function<void(std::function<void(T)>)> start) {
    auto initiate = [](auto handler, std::function<void(std::function<void(T)>)> begin) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        begin([shared](T value) {
            auto executor = boost::asio::get_associated_executor(*shared);
            auto held = std::make_shared<T>(std::move(value));
            boost::asio::dispatch(executor, [shared, held]() { std::move (*shared)(std::move(*held)); });
        });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        initiate, boost::asio::use_awaitable, std::move(start));
}

}  // namespace obolus::http
