#include "http/await.hpp"

#include <chrono>
#include <future>
#include <memory>
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
    EXPECT_EQ(context.run(), 0U);
}

TEST(await, an_answer_after_the_deadline_may_come_when_the_context_has_ended) {
    Done kept;
    {
        boost::asio::io_context context;
        const base::Result<int> late = base::Fault::timed_out;
        std::function<void(Done)> keep = [&kept](Done done) { kept = std::move(done); };
        const auto answer =
            run_coroutine(context, await_callback<base::Result<int>>(keep, std::chrono::milliseconds(1), late));
        EXPECT_EQ(answer.error(), base::Fault::timed_out);
    }
    kept(7);
    kept = nullptr;
}

TEST(await, copies_of_the_callback_may_outlive_the_context) {
    Done kept;
    {
        boost::asio::io_context context;
        const base::Result<int> late = base::Fault::timed_out;
        std::function<void(Done)> start = [&kept](Done done) {
            kept = done;
            done(7);
        };
        EXPECT_EQ(run_coroutine(context, await_callback<base::Result<int>>(start, std::chrono::hours(1), late)).value(),
                  7);
    }
    kept(8);
    kept = nullptr;
}

TEST(await, a_context_that_ends_takes_the_coroutines_that_wait_with_it) {
    const auto still_there = std::make_shared<int>(1);
    Done kept;
    std::future<base::Result<int>> never;
    {
        boost::asio::io_context context;
        const base::Result<int> late = base::Fault::timed_out;
        std::function<void(Done)> keep = [&kept, still_there](Done done) { kept = std::move(done); };
        never = spawn(context, await_callback<base::Result<int>>(keep, std::chrono::hours(1), late));
        context.poll();
        EXPECT_TRUE(kept);
    }
    EXPECT_THROW(static_cast<void>(never.get()), std::future_error);
    EXPECT_EQ(still_there.use_count(), 1);
    kept(7);
}

TEST(await, answers_and_deadlines_that_race_resume_once) {
    boost::asio::io_context context;
    const base::Result<int> late = base::Fault::timed_out;
    int answered = 0;
    constexpr int rounds = 300;
    for (int round = 0; round < rounds; ++round) {
        std::thread other;
        std::function<void(Done)> start = [&other](Done done) {
            other = std::thread([done] {
                const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
                while (std::chrono::steady_clock::now() < until)
                    std::this_thread::yield();
                done(7);
            });
        };
        const auto answer =
            run_coroutine(context, await_callback<base::Result<int>>(start, std::chrono::milliseconds(1), late));
        other.join();
        if (answer) ++answered;
        EXPECT_TRUE(answer ? answer.value() == 7 : answer.error() == base::Fault::timed_out);
    }
    RecordProperty("answered", answered);
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
