// One provider entry's worker: a queue of requests, one at a time on the socket, and a restart when the worker ends.
//
//     starting -> idle <-> busy
//         ^                 |  the worker died, hung or broke the protocol
//       pausing <- ending <-+        from anywhere: stopped, quarantined; there is no way back
//
// After load everything happens on one strand. A worker's end is awaited through its pidfd, so that the hub never
// blocks.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "plugin_host/host.hpp"
#include "plugin_host/process.hpp"

namespace obolus::plugin_host {

using Strand = boost::asio::strand<boost::asio::io_context::executor_type>;
using AnswerHandler = std::function<void(base::Result<std::string>)>;

class Entry : public std::enable_shared_from_this<Entry> {
   public:
    Entry(Strand strand, HostOptions options, std::string name, std::string path);

    /// Starts the worker and waits for its manifest. "" on success, else a sentence.
    std::string load();
    /// One request, waited for; only before the first ask(). Nothing when the worker failed, with a sentence in
    /// `problem`.
    std::optional<std::string> ask_waiting(unsigned kind, const std::string& message, std::string& problem);

    /// Sends `message` when the worker is free. `done` gets the answer's bytes, unchecked; on the strand, never from
    /// within.
    void ask(unsigned kind, std::string message, AnswerHandler done);
    /// Counts and logs an answer that its receiver refused.
    void count_refusal(const std::string& problem);

    /// Takes the entry out of service for good: its worker ends, and everything that is or will be asked of it is
    /// answered with plugin_quarantined. On the strand.
    void quarantine(const std::string& reason);

    /// Ends the worker and waits for it; requests under way are answered with shutting_down.
    void stop();

    Host::Health health() const;
    const std::string& name() const noexcept { return name_; }
    const Manifest& manifest() const noexcept { return manifest_; }
    boost::json::object config;  ///< set before the first ask()

   private:
    enum class State { starting, idle, busy, ending, pausing, stopped, quarantined };
    using Time = std::chrono::steady_clock::time_point;
    struct Request {
        unsigned kind = 0;
        std::string message;
        AnswerHandler done;
        Time deadline;  ///< of waiting in the queue
    };

    void enqueue(Request request);
    void pump();
    void send(Request request);
    void receive_head();
    void receive_payload(Frame frame);
    void receive(Frame frame);
    void answer(base::Result<std::string> result);
    void let_go();

    void adopt(Process process);
    void restart();
    void finish_restart(const Frame& frame);
    void end_worker(std::string reason);
    void await_end();
    void bury();
    void pause();

    void arm_deadline(std::chrono::milliseconds duration, std::string reason);
    void arm_queue_timer();
    void expire_queue();
    void refuse_all(std::error_code why);

    Strand strand_;
    HostOptions options_;
    std::string name_;
    std::string path_;
    std::string manifest_bytes_;
    Manifest manifest_;

    State state_ = State::starting;
    std::optional<Process> process_;
    boost::asio::local::stream_protocol::socket socket_;
    boost::asio::posix::stream_descriptor end_signal_;
    boost::asio::steady_timer deadline_;
    boost::asio::steady_timer queue_timer_;
    bool queue_timer_armed_ = false;
    bool ended_ = false;          ///< the process has, and waits to be reaped
    bool writing_ = false;        ///< outgoing_ isn't all sent: an answer would come too early
    unsigned worker_number_ = 0;  ///< handlers of an earlier worker find it changed and do nothing
    unsigned sequence_ = 0;
    std::deque<Request> queue_;
    Request current_;
    std::string outgoing_;
    std::string incoming_;
    std::string end_reason_;
    int crashes_in_row_ = 0;
    Time started_at_;

    std::atomic<int> restarts_{0};
    std::atomic<int> refused_{0};
    std::atomic<int> pid_{0};
    std::atomic<bool> backing_off_{false};
    std::atomic<bool> quarantined_{false};
    mutable std::mutex last_end_mutex_;
    std::string last_end_;
};

}  // namespace obolus::plugin_host
