#include "http/await.hpp"

#include <chrono>
#include <new>
#include <thread>

#include <gtest/gtest.h>

#include "base/result.hpp"
#include "http/run_coroutine.hpp"

namespace obolus::http {
namespace {

using Done = std::function<void(base::Result<int>)>;

TEST(await, resumes_with_what_another_thread_answers) {
    boost::asio::io_context context;
    std::thread other;
    const auto answer = run_coroutine(
        context, await_callback<base::Result<int>>([&other](Done done) { other = std::thread([done] { done(7); }); }));
    other.join();
    EXPECT_EQ(answer.value(), 7);
}

TEST(await, an_answer_from_within_start_resumes_as_well) {
    boost::asio::io_context context;
    const auto answer =
        run_coroutine(context, await_callback<base::Result<int>>([](Done done) { done(base::Fault::overloaded); }));
    EXPECT_EQ(answer.error(), base::Fault::overloaded);
}

boost::asio::awaitable<std::thread::id> thread_after(std::function<void(std::function<void(int)>)> start) {
    co_await await_callback<int>(std::move(start));
    co_return std::this_thread::get_id();
}

TEST(await, resumes_on_the_context_that_awaits) {
    boost::asio::io_context context;
    std::thread other;
    const auto resumed_on = run_coroutine(
        context, thread_after([&other](std::function<void(int)> done) { other = std::thread([done] { done(1); }); }));
    other.join();
    EXPECT_EQ(resumed_on, std::this_thread::get_id());
}

TEST(await, after_the_deadline_it_resumes_with_what_was_agreed_and_a_late_answer_is_dropped) {
    boost::asio::io_context context;
    Done kept;
    const base::Result<int> late = base::Fault::timed_out;
    std::function<void(Done)> keep = [&kept](Done done) { kept = std::move(done); };
    const auto answer =
        run_coroutine(context, await_callback<base::Result<int>>(keep, std::chrono::milliseconds(10), late));
    EXPECT_EQ(answer.error(), base::Fault::timed_out);
    kept(7);
    context.restart();
    EXPECT_EQ(context.run(), 1U);
}

TEST(await, an_answer_before_the_deadline_counts) {
    boost::asio::io_context context;
    std::thread other;
    const base::Result<int> late = base::Fault::timed_out;
    std::function<void(Done)> start = [&other](Done done) { other = std::thread([done] { done(7); }); };
    const auto answer = run_coroutine(context, await_callback<base::Result<int>>(start, std::chrono::hours(1), late));
    other.join();
    EXPECT_EQ(answer.value(), 7);
}

TEST(await, a_start_that_throws_resumes_with_what_was_agreed) {
    boost::asio::io_context context;
    const base::Result<int> otherwise = base::Fault::timed_out;
    std::function<void(Done)> start = [](Done) { throw std::bad_alloc(); };
    EXPECT_EQ(
        run_coroutine(context, await_callback<base::Result<int>>(start, std::chrono::hours(1), otherwise)).error(),
        base::Fault::timed_out);
}

}  // namespace
}  // namespace obolus::http
