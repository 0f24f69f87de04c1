// The hub: the verbs' one door. A verb handles a batch of commands in one transaction of the single writer (load,
// decide, save) and is answered after the commit; a query runs on a reader's own connection and sees what is committed.
//
// Called by api, web, jobs and app from any thread. Verbs are free functions, one header each in this folder.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/queued_command.hpp"
#include "hub/verb.hpp"
#include "store/writer.hpp"

namespace obolus::store {
class Readers;
}  // namespace obolus::store

namespace obolus::hub {

struct HubOptions {
    std::string database;            ///< "sqlite:/path/to/file.db"
    std::size_t queue_max = 20'000;  ///< commands waiting; past it: Fault::overloaded
    std::size_t batch_max = 1'000;
    std::size_t readers = 2;
    std::size_t cache_mib = 64;  ///< of the writer's connection to SQLite
    /// Where the hub keeps what it has published (checkpoint.hpp); it doesn't open on books that don't hold that. "":
    /// nowhere.
    std::string checkpoint_file{};
    /// False for a command beside a hub that may be running: what a process before may have failed to bring to disk is
    /// that hub's affair.
    bool brings_to_disk = true;
    std::chrono::milliseconds resolve_within{std::chrono::seconds{30}};  ///< store::WriterOptions
    std::function<void(const store::BatchReport&)> on_batch{};  ///< what each batch came to; on the writer's thread
};
using store::BatchReport;

class Hub {
   public:
    /// Runs on the writer's or a reader's thread: `deliver` hands a batch's answers over, all at once, to wherever
    /// callbacks should run (one asio::post per batch). The default runs them on the spot.
    using Deliver = std::function<void(std::function<void()>)>;
    using Clock = std::function<base::Time()>;

    /// Opens the database (it must have been migrated) and starts the threads.
    static base::Result<std::unique_ptr<Hub>> open(HubOptions options, Rules rules, Clock clock, Deliver deliver,
                                                   std::string& problem);
    ~Hub();  ///< finishes what was accepted, then ends the threads

    /// `done` gets the answer after the commit, exactly once; Fault::... when nothing was changed (or outcome_unknown).
    template <class Command, class Answer>
    void run(Verb<Command, Answer> verb, Command command, std::function<void(base::Result<Answer>)> done);
    template <class Question, class Answer>
    void ask(Query<Question, Answer> query, Question question, std::function<void(base::Result<Answer>)> done);
    /// The same for work that reads much: on a connection of its own, so that no member's question waits for it.
    template <class Question, class Answer>
    void ask_aside(Query<Question, Answer> query, Question question, std::function<void(base::Result<Answer>)> done);

    /// The same, waiting for the answer: for the command line and for tests.
    template <class Command, class Answer>
    base::Result<Answer> run_now(Verb<Command, Answer> verb, Command command) {
        const auto promise = std::make_shared<std::promise<base::Result<Answer>>>();
        auto future = promise->get_future();
        run(verb, std::move(command), std::function<void(base::Result<Answer>)>([promise](base::Result<Answer> r) {
                promise->set_value(std::move(r));
            }));
        return future.get();
    }
    template <class Question, class Answer>
    base::Result<Answer> ask_now(Query<Question, Answer> query, Question question) {
        const auto promise = std::make_shared<std::promise<base::Result<Answer>>>();
        auto future = promise->get_future();
        // Not by deliver_: whoever waits here may be the one who would run what is delivered.
        ask_with([this, query, question = std::move(question),
                  promise](store::Snapshot& snapshot) { promise->set_value(query(snapshot, rules_, question)); },
                 [promise](std::error_code fault) { promise->set_value(fault); });
        return future.get();
    }

    const Rules& rules() const noexcept { return rules_; }
    /// So many commands were given so far: whoever works in the background sees whether others are there.
    std::uint64_t commands() const noexcept { return commands_.load(std::memory_order_relaxed); }
    /// From now on every command fails with storage_stopped: the books are not what they should be.
    void stop_writing(const std::string& why);

   private:
    explicit Hub(Rules rules);
    void ask_with(std::function<void(store::Snapshot&)> work, std::function<void(std::error_code)> fail);
    template <class Question, class Answer>
    void ask_of(store::Readers& readers, Query<Question, Answer> query, Question question,
                std::function<void(base::Result<Answer>)> done);
    static void submit(store::Readers& readers, std::function<void(store::Snapshot&)> work,
                       std::function<void(std::error_code)> fail);

    Rules rules_;
    Deliver deliver_;
    std::atomic<std::uint64_t> commands_{0};
    std::unique_ptr<store::Writer> writer_;
    std::unique_ptr<store::Readers> readers_;
    std::unique_ptr<store::Readers> reader_aside_;
};

template <class Command, class Answer>
void Hub::run(Verb<Command, Answer> verb, Command command, std::function<void(base::Result<Answer>)> done) {
    commands_.fetch_add(1, std::memory_order_relaxed);
    writer_->submit(
        std::make_unique<QueuedCommand<Command, Answer>>(verb, rules_, std::move(command), std::move(done)));
}

template <class Question, class Answer>
void Hub::ask(Query<Question, Answer> query, Question question, std::function<void(base::Result<Answer>)> done) {
    ask_of(*readers_, query, std::move(question), std::move(done));
}

template <class Question, class Answer>
void Hub::ask_aside(Query<Question, Answer> query, Question question, std::function<void(base::Result<Answer>)> done) {
    ask_of(*reader_aside_, query, std::move(question), std::move(done));
}

template <class Question, class Answer>
void Hub::ask_of(store::Readers& readers, Query<Question, Answer> query, Question question,
                 std::function<void(base::Result<Answer>)> done) {
    submit(
        readers,
        [this, query, question = std::move(question), done](store::Snapshot& snapshot) {
            auto answer = std::make_shared<base::Result<Answer>>(query(snapshot, rules_, question));
            deliver_([done, answer] { done(std::move(*answer)); });
        },
        [this, done](std::error_code fault) { deliver_([done, fault] { done(fault); }); });
}

}  // namespace obolus::hub
