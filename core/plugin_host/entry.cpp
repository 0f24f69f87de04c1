#include "plugin_host/entry.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

#include "obolus/draft/worker.h"
#include "plugin_host/manifest.hpp"

namespace obolus::plugin_host {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {
constexpr std::chrono::milliseconds load_wall{5'000};
constexpr std::size_t sentence_bytes_max = 300;

/// A worker's sentence, fit for a log: it may come from the plugin.
std::string printable(std::string text) {
    text.resize(std::min(text.size(), sentence_bytes_max));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}
}  // namespace

Entry::Entry(Strand strand, HostOptions options, std::string name, std::string path)
    : strand_(std::move(strand)),
      options_(std::move(options)),
      name_(std::move(name)),
      path_(std::move(path)),
      socket_(strand_),
      end_signal_(strand_),
      deadline_(strand_),
      queue_timer_(strand_) {}

std::string Entry::load() {
    std::string problem;
    std::optional<Process> process = Process::start(options_, path_, problem);
    if (!process) return problem;
    const auto frame = receive_frame(process->socket(), options_.message_bytes_max, Clock::now() + load_wall);
    if (!frame || frame->kind != OBOLUS_FRAME_LOADED) {
        process->kill();
        const std::string end = process->reap();
        if (frame && frame->kind == OBOLUS_FRAME_PROBLEM) return printable(frame->bytes);
        return "it " + end +
               " while loading, or didn't load within 5 s; a plugin's constructors may not do anything but compute";
    }
    std::optional<Manifest> manifest = read_manifest(frame->bytes, problem);
    if (!manifest) return "its manifest is invalid: " + printable(problem);
    manifest_ = *std::move(manifest);
    manifest_bytes_ = frame->bytes;
    adopt(*std::move(process));
    state_ = State::idle;
    return "";
}

std::optional<std::string> Entry::ask_waiting(unsigned kind, const std::string& message, std::string& problem) {
    const auto deadline = Clock::now() + options_.step_wall;
    const unsigned sequence = ++sequence_;
    const bool sent = send_frame(socket_.native_handle(), encode_frame(kind, sequence, message), deadline);
    std::optional<Frame> frame;
    if (sent) frame = receive_frame(socket_.native_handle(), options_.message_bytes_max, deadline);
    if (frame && frame->kind == OBOLUS_FRAME_ANSWER && frame->sequence == sequence) return std::move(frame->bytes);
    const bool said_why = frame && (frame->kind == OBOLUS_FRAME_PROBLEM || frame->kind == OBOLUS_FRAME_FAILED);
    problem = said_why ? printable(frame->bytes) : "it ended, or didn't answer in time";
    return std::nullopt;
}

void Entry::ask(unsigned kind, std::string message, AnswerHandler done) {
    // Posted even from the strand itself: `done` must not run before the caller has returned.
    asio::post(strand_,
               [self = shared_from_this(), request = Request{kind, std::move(message), std::move(done), {}}]() mutable {
                   self->enqueue(std::move(request));
               });
}

void Entry::enqueue(Request request) {
    if (state_ == State::stopped) return request.done(base::Fault::shutting_down);
    if (state_ == State::quarantined) return request.done(Refusal::plugin_quarantined);
    if (queue_.size() >= options_.queue_max) return request.done(base::Fault::overloaded);
    // One step's time for whatever is under way, one for the worker's restart after it.
    request.deadline = Clock::now() + 2 * options_.step_wall;
    queue_.push_back(std::move(request));
    pump();
}

void Entry::pump() {
    if (state_ == State::idle && !queue_.empty()) {
        Request next = std::move(queue_.front());
        queue_.pop_front();
        send(std::move(next));
    } else if (!queue_.empty()) {
        arm_queue_timer();
    }
}

void Entry::send(Request request) {
    boost::system::error_code ignored;
    if (socket_.available(ignored) != 0) {  // it is nothing that this request asked for
        queue_.push_front(std::move(request));
        return end_worker("it spoke unasked");
    }
    state_ = State::busy;
    current_ = std::move(request);
    outgoing_ = encode_frame(current_.kind, ++sequence_, current_.message);
    arm_deadline(options_.step_wall, "it didn't answer within " + std::to_string(options_.step_wall.count()) + " ms");
    writing_ = true;
    asio::async_write(
        socket_, asio::buffer(outgoing_),
        [self = shared_from_this(), worker = worker_number_](boost::system::error_code error, std::size_t) {
            // On an error nothing is to be done: the reading below learns of the end, and maybe why.
            if (worker == self->worker_number_ && !error) self->writing_ = false;
        });
    receive_head();
}

void Entry::receive_head() {
    incoming_.resize(sizeof(obolus_frame));
    asio::async_read(
        socket_, asio::buffer(incoming_),
        [self = shared_from_this(), worker = worker_number_](boost::system::error_code error, std::size_t) {
            if (worker != self->worker_number_) return;
            if (error) return self->end_worker("it ended");
            obolus_frame head{};
            std::memcpy(&head, self->incoming_.data(), sizeof head);
            if (head.size > self->options_.message_bytes_max) return self->end_worker("it broke the protocol");
            self->receive_payload({head.kind, head.sequence, std::string(head.size, '\0')});
        });
}

void Entry::receive_payload(Frame frame) {
    if (frame.bytes.empty()) return receive(std::move(frame));
    auto held = std::make_shared<Frame>(std::move(frame));
    asio::async_read(
        socket_, asio::buffer(held->bytes),
        [self = shared_from_this(), held, worker = worker_number_](boost::system::error_code error, std::size_t) {
            if (worker != self->worker_number_) return;
            if (error) return self->end_worker("it ended");
            self->receive(std::move(*held));
        });
}

void Entry::receive(Frame frame) {
    if (frame.kind == OBOLUS_FRAME_PROBLEM) return end_worker(printable(std::move(frame.bytes)));
    if (state_ == State::starting) return finish_restart(frame);
    boost::system::error_code ignored;
    const bool in_order =
        state_ == State::busy && !writing_ && frame.sequence == sequence_ && socket_.available(ignored) == 0;
    if (!in_order) return end_worker("it broke the protocol");
    if (frame.kind == OBOLUS_FRAME_ANSWER) {
        answer(std::move(frame.bytes));
    } else if (frame.kind == OBOLUS_FRAME_FAILED) {
        count_refusal(printable(std::move(frame.bytes)));
        answer(base::Fault::plugin_unavailable);
    } else {
        end_worker("it broke the protocol");
    }
}

void Entry::answer(base::Result<std::string> result) {
    deadline_.cancel();
    state_ = State::idle;
    const AnswerHandler done = std::exchange(current_.done, nullptr);
    pump();
    done(std::move(result));
}

void Entry::count_refusal(const std::string& problem) {
    ++refused_;
    spdlog::warn("plugin of {}: answer refused: {}", name_, problem);
}

void Entry::quarantine(const std::string& reason) {
    if (state_ == State::stopped || state_ == State::quarantined) return;
    let_go();
    state_ = State::quarantined;
    quarantined_ = true;
    backing_off_ = false;
    spdlog::critical(
        "plugin of {}: {}; the provider is out of service until the hub is restarted. Take its entry out of the "
        "settings, or give it a plugin that you trust",
        name_, reason);
    {
        const std::lock_guard lock(last_end_mutex_);
        last_end_ = reason + "; quarantined";
    }
    if (current_.done) queue_.push_front(std::exchange(current_, {}));
    refuse_all(Refusal::plugin_quarantined);
}

/// Ends the worker at once and waits for it; its handlers find nothing to do any more.
void Entry::let_go() {
    ++worker_number_;
    boost::system::error_code ignored;
    socket_.close(ignored);
    end_signal_.close(ignored);
    deadline_.cancel();
    queue_timer_.cancel();
    process_.reset();
    pid_ = 0;
}

void Entry::adopt(Process process) {
    ++worker_number_;
    socket_.assign(asio::local::stream_protocol(), process.release_socket());
    end_signal_.assign(process.release_end_signal());
    pid_ = process.pid();
    started_at_ = Clock::now();
    process_.emplace(std::move(process));
    ended_ = false;
    writing_ = false;
    await_end();
}

void Entry::restart() {
    backing_off_ = false;
    ++restarts_;
    std::string problem;
    std::optional<Process> process = Process::start(options_, path_, problem);
    if (!process) {
        spdlog::error("plugin of {}: {}", name_, problem);
        return pause();
    }
    adopt(*std::move(process));
    state_ = State::starting;
    arm_deadline(load_wall, "it didn't load in time");
    receive_head();
}

void Entry::finish_restart(const Frame& frame) {
    if (frame.kind != OBOLUS_FRAME_LOADED) return end_worker("it broke the protocol");
    if (frame.bytes != manifest_bytes_)
        return end_worker("the file " + path_ + " is another plugin now; restart the hub to take it up");
    deadline_.cancel();
    state_ = State::idle;
    spdlog::info("plugin of {}: restarted", name_);
    pump();
}

void Entry::end_worker(std::string reason) {
    if (state_ == State::ending || state_ == State::stopped || state_ == State::quarantined) return;
    state_ = State::ending;
    ++worker_number_;
    deadline_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
    end_reason_ = std::move(reason);
    if (Clock::now() - started_at_ >= options_.steady_after) crashes_in_row_ = 0;
    ++crashes_in_row_;
    process_->kill();
    const AnswerHandler done = std::exchange(current_.done, nullptr);
    if (ended_) bury();
    if (done) done(base::Fault::plugin_unavailable);
}

void Entry::await_end() {
    end_signal_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](boost::system::error_code error) {
                               if (error || self->state_ == State::stopped || self->state_ == State::quarantined)
                                   return;
                               self->ended_ = true;
                               if (self->state_ == State::ending) self->bury();
                               // While something is being read, its end of file comes next, after what the worker still
                               // said.
                               if (self->state_ == State::idle) self->end_worker("it ended unasked");
                           });
}

void Entry::bury() {
    boost::system::error_code ignored;
    end_signal_.close(ignored);
    const std::string end = process_->reap();
    process_.reset();
    pid_ = 0;
    end_reason_ += "; the worker " + end;
    spdlog::warn("plugin of {}: {}", name_, end_reason_);
    {
        const std::lock_guard lock(last_end_mutex_);
        last_end_ = end_reason_;
    }
    pause();
}

void Entry::pause() {
    state_ = State::pausing;
    const int doublings = std::clamp(crashes_in_row_ - 2, 0, 20);
    const auto duration = crashes_in_row_ <= 1
                              ? std::chrono::milliseconds(0)
                              : std::min(options_.restart_pause_max, options_.restart_pause * (1 << doublings));
    if (duration.count() > 0) {
        backing_off_ = true;
        spdlog::warn("plugin of {}: restarting in {} ms", name_, duration.count());
    }
    deadline_.expires_after(duration);
    deadline_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (!error && self->state_ == State::pausing) self->restart();
    });
    // Who would wait in vain is told at once.
    if (duration > 2 * options_.step_wall) refuse_all(base::Fault::plugin_unavailable);
    if (!queue_.empty()) arm_queue_timer();
}

void Entry::arm_deadline(std::chrono::milliseconds duration, std::string reason) {
    deadline_.expires_after(duration);
    deadline_.async_wait([self = shared_from_this(), worker = worker_number_, sequence = sequence_,
                          reason = std::move(reason)](boost::system::error_code error) {
        const bool waited_for = worker == self->worker_number_ && sequence == self->sequence_ &&
                                (self->state_ == State::busy || self->state_ == State::starting);
        if (!error && waited_for) self->end_worker(reason);
    });
}

void Entry::arm_queue_timer() {
    if (queue_timer_armed_) return;
    queue_timer_armed_ = true;
    queue_timer_.expires_at(queue_.front().deadline);
    queue_timer_.async_wait([self = shared_from_this()](boost::system::error_code) { self->expire_queue(); });
}

void Entry::expire_queue() {
    queue_timer_armed_ = false;
    while (state_ != State::stopped && !queue_.empty() && queue_.front().deadline <= Clock::now()) {
        const AnswerHandler done = std::move(queue_.front().done);
        queue_.pop_front();
        done(base::Fault::plugin_unavailable);
    }
    if (!queue_.empty()) arm_queue_timer();
}

void Entry::refuse_all(std::error_code why) {
    std::deque<Request> refused = std::exchange(queue_, {});
    for (Request& request : refused)
        request.done(why);
}

void Entry::stop() {
    let_go();
    state_ = State::stopped;
    if (current_.done) queue_.push_back(std::exchange(current_, {}));
    for (Request& request : queue_) {
        asio::post(strand_, [done = std::move(request.done)]() { done(base::Fault::shutting_down); });
    }
    queue_.clear();
}

Host::Health Entry::health() const {
    const std::lock_guard lock(last_end_mutex_);
    return {restarts_.load(), refused_.load(), backing_off_.load(), pid_.load(), quarantined_.load(), last_end_};
}

}  // namespace obolus::plugin_host
