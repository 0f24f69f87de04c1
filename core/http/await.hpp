// Awaits what answers by callback on another thread (the writer, a reader, a plugin worker).
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
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

/// A coroutine that waits until an answer or a deadline, whichever is first. All that is tied to the io_context is in
/// `open`, and only the io_context's thread touches that; the callback's thread touches `claimed`.
template <class Handler, class T>
struct WaitingUntil {
    struct Open {
        Open(Handler&& suspended, std::chrono::milliseconds within, T too_late)
            : waiting(std::move(suspended)), timer(waiting.work.get_executor(), within), late(std::move(too_late)) {}
        Waiting<Handler> waiting;
        boost::asio::steady_timer timer;
        T late;
    };
    WaitingUntil(Handler&& suspended, std::chrono::milliseconds within, T too_late)
        : open(std::in_place, std::move(suspended), within, std::move(too_late)) {}

    /// True for the first who asks: he resumes the coroutine.
    bool claim() noexcept { return !claimed.exchange(true); }
    void resume(T value) {
        Handler handler = std::move(open->waiting.handler);
        open.reset();
        std::move(handler)(std::move(value));
    }
    void resume_late() {
        T value = std::move(open->late);
        resume(std::move(value));
    }

    std::optional<Open> open;
    std::atomic<bool> claimed{false};
};

/// The same with a deadline: after `within` the coroutine resumes with `late`, and what the callback is given later is
/// dropped, also when the io_context has ended meanwhile. Also when `start` throws, at once: thrown from here, it would
/// end the io_context's run instead of the coroutine.
template <class T>
boost::asio::awaitable<T> await_callback(std::function<void(std::function<void(T)>)> start,
                                         std::chrono::milliseconds within, T late) {
    auto initiate = [](auto handler, std::function<void(std::function<void(T)>)> begin,
                       std::chrono::milliseconds patience, T too_late) {
        using Until = WaitingUntil<decltype(handler), T>;
        const auto executor = boost::asio::get_associated_executor(handler);
        const auto until = std::make_shared<Until>(std::move(handler), patience, std::move(too_late));
        // The io_context owns it through the timer's wait. Copies of the callback own nothing: they may outlive the
        // io_context on their thread.
        until->open->timer.async_wait([until](const boost::system::error_code&) {
            if (until->claim()) until->resume_late();
        });
        try {
            begin([watched = std::weak_ptr<Until>(until), executor](T value) {
                auto claimed = watched.lock();
                if (!claimed || !claimed->claim()) return;
                auto held = std::make_shared<T>(std::move(value));
                boost::asio::post(executor,
                                  [claimed = std::move(claimed), held] { claimed->resume(std::move(*held)); });
            });
        } catch (...) {
            until->open->timer.cancel();
        }
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        initiate, boost::asio::use_awaitable, std::move(start), within, std::move(late));
}

}  // namespace obolus::http
