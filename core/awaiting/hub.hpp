// The hub's verbs and queries for coroutines: api, web and jobs await what the writer and the readers answer by
// callback.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "http/await.hpp"
#include "hub/hub.hpp"
#include "hub/month_closer.hpp"

namespace obolus::awaiting {

/// The verb's answer after its commit. `hub` must outlive the io_context's work.
template <class Command, class Answer>
boost::asio::awaitable<base::Result<Answer>> run(hub::Hub& hub, hub::Verb<Command, Answer> verb, Command command) {
    return http::await_callback<base::Result<Answer>>(
        [&hub, verb, command = std::move(command)](std::function<void(base::Result<Answer>)> done) mutable {
            hub.run(verb, std::move(command), std::move(done));
        });
}

/// The same, waiting for at most `within`: then Fault::timed_out, and nobody hears what becomes of the command.
template <class Command, class Answer>
boost::asio::awaitable<base::Result<Answer>> run_within(hub::Hub& hub, hub::Verb<Command, Answer> verb, Command command,
                                                        std::chrono::milliseconds within) {
    return http::await_callback<base::Result<Answer>>(
        [&hub, verb, command = std::move(command)](std::function<void(base::Result<Answer>)> done) mutable {
            hub.run(verb, std::move(command), std::move(done));
        },
        within, base::Fault::timed_out);
}

/// The query's answer, as of some moment after the call.
template <class Question, class Answer>
boost::asio::awaitable<base::Result<Answer>> ask(hub::Hub& hub, hub::Query<Question, Answer> query, Question question) {
    return http::await_callback<base::Result<Answer>>(
        [&hub, query, question = std::move(question)](std::function<void(base::Result<Answer>)> done) mutable {
            hub.ask(query, std::move(question), std::move(done));
        });
}

/// The same, waiting for at most `within`: then Fault::timed_out.
template <class Question, class Answer>
boost::asio::awaitable<base::Result<Answer>> ask_within(hub::Hub& hub, hub::Query<Question, Answer> query,
                                                        Question question, std::chrono::milliseconds within) {
    return http::await_callback<base::Result<Answer>>(
        [&hub, query, question = std::move(question)](std::function<void(base::Result<Answer>)> done) mutable {
            hub.ask(query, std::move(question), std::move(done));
        },
        within, base::Fault::timed_out);
}

/// The next step of a month's close; `closer` outlives the wait.
inline boost::asio::awaitable<base::Result<hub::MonthStatus>> step(hub::MonthCloser& closer) {
    return http::await_callback<base::Result<hub::MonthStatus>>(
        [&closer](std::function<void(base::Result<hub::MonthStatus>)> done) { closer.step(std::move(done)); });
}

}  // namespace obolus::awaiting
