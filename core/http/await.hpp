// Awaits what answers by callback on another thread (the writer, a reader, a plugin worker).
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace obolus::http {

/// A coroutine that waits, and what keeps its io_context running until then.
template <class Handler>
struct Waiting {
    explicit Waiting(Handler&& suspended)
        : handler(std::move(suspended)),
          work(boost::asio::make_work_guard(boost::asio::get_associated_executor(handler))) {}
    Handler handler;
    decltype(boost::asio::make_work_guard(boost::asio::get_associated_executor(std::declval<Handler&>()))) work;
};

/// Calls `start` with a callback and resumes the coroutine, on its own executor, with what the callback is given. The
/// callback may be called from any thread, also from within `start`, exactly once; the io_context must still exist
/// then, and is kept running until then. If the callback is destroyed uncalled, the coroutine never resumes (a bug of
/// the callee).
template <class T>
boost::asio::awaitable<T> await_callback(std::function<void(std::function<void(T)>)> start) {
    auto initiate = [](auto handler, std::function<void(std::function<void(T)>)> begin) {
        const auto executor = boost::asio::get_associated_executor(handler);
        auto waiting = std::make_shared<Waiting<decltype(handler)>>(std::move(handler));
        begin([waiting, executor](T value) {
            // Posted, never run in place: the coroutine may not have been suspended yet. What holds on to the
            // io_context goes with it: copies of this callback may outlive the io_context on their thread.
            auto held = std::make_shared<T>(std::move(value));
            auto taken = std::make_shared<Waiting<decltype(handler)>>(std::move(*waiting));
            boost::asio::post(executor, [taken = std::move(taken), held]() mutable {
                auto resume = std::move(taken->handler);
                taken.reset();
                std::move(resume)(std::move(*held));
            });
        });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        initiate, boost::asio::use_awaitable, std::move(start));
}

/// The same with a deadline: after `within` the coroutine resumes with `late`, and what the callback is given later is
/// dropped. Also when `start` throws, at once: thrown from here, it would end the io_context's run instead of the
/// coroutine.
template <class T>
boost::asio::awaitable<T> await_callback(std::function<void(std::function<void(T)>)> start,
                                         std::chrono::milliseconds within, T late) {
    auto initiate = [](auto handler, std::function<void(std::function<void(T)>)> begin,
                       std::chrono::milliseconds patience, T too_late) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto executor = boost::asio::get_associated_executor(*shared);
        auto resumed = std::make_shared<std::atomic<bool>>(false);
        auto timer = std::make_shared<boost::asio::steady_timer>(executor, patience);
        auto given_up = std::make_shared<T>(std::move(too_late));
        timer->async_wait([shared, resumed, given_up](const boost::system::error_code&) {
            if (!resumed->exchange(true)) std::move (*shared)(std::move(*given_up));
        });
        try {
            begin([shared, resumed, timer, executor](T value) {
                auto held = std::make_shared<T>(std::move(value));
                boost::asio::post(executor, [shared, resumed, timer, held]() {
                    if (resumed->exchange(true)) return;
                    timer->cancel();
                    std::move (*shared)(std::move(*held));
                });
            });
        } catch (...) {
            timer->cancel();
        }
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        initiate, boost::asio::use_awaitable, std::move(start), within, std::move(late));
}

}  // namespace obolus::http
