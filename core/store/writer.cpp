#include "store/writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "store/checkpointer.hpp"
#include "store/connection.hpp"
#include "store/engines.hpp"
#include "store/outage.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

namespace {
using Batch = std::vector<std::unique_ptr<Queued>>;

/// How far a transaction has come: what a lost connection means depends on it.
enum class Step { beginning, deciding, committing };
constexpr int attempts_max = 4;
/// Whoever was answered a moment ago often has the next command at once. After a batch of so many, the writer lets
/// twice as many come together, or as many as come while it lingers: fewer, larger commits.
constexpr std::size_t busy_from = 8;
constexpr std::chrono::microseconds linger{1'000};
/// What became of a commit whose answer was lost.
enum class Outcome { committed, undone, unknown };
constexpr std::chrono::milliseconds between_connecting{200};
constexpr std::chrono::days marks_kept{30};

/// The batch's commands by verb, in the order in which each verb first came. Whoever waits for an answer has one
/// command waiting, so the order between verbs is nobody's expectation.
std::vector<std::vector<Queued*>> by_verb(const Batch& batch) {
    std::vector<std::vector<Queued*>> groups;
    for (const auto& command : batch) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& each) { return each.front()->verb() == command->verb(); });
        if (group == groups.end()) group = groups.insert(groups.end(), std::vector<Queued*>{});
        group->push_back(command.get());
    }
    return groups;
}
}  // namespace

struct Writer::Impl {
    WriterOptions options;
    Clock clock;
    Prologue prologue;
    Deliver deliver;
    std::unique_ptr<Connection> connection;  ///< null after it was lost, until the next batch
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::unique_ptr<Queued>> queue;
    CommitMark mark{base::random_token(), 0};  ///< the commit under way or done last
    std::size_t waiting = 0;                   ///< the writer's thread's own: the queue's length when it last looked
    std::size_t wanted = 1;                    ///< so many in the queue wake the writer
    std::size_t last_batch = 0;                ///< the writer's thread's own
    Outage outage;                             ///< the writer's thread's own
    bool ending = false;
    bool stopped = false;                        ///< an I/O error: nothing is written any more
    std::unique_ptr<Checkpointer> checkpointer;  ///< of SQLite's log; null with PostgreSQL
    std::thread thread;

    Impl(WriterOptions o, Clock c, Prologue p, Deliver d)
        : options(std::move(o)), clock(std::move(c)), prologue(std::move(p)), deliver(std::move(d)) {
        connect();
        if (connection->engine() == Engine::postgresql) forget_marks(*connection, clock() - marks_kept);
        thread = std::thread([this] { loop(); });
    }

    void connect() {
        connection = std::make_unique<Connection>(options.database, Access::read_write);
        connection->keep_in_memory(options.cache_mib);
        if (connection->engine() == Engine::sqlite)
            checkpointer =
                std::make_unique<Checkpointer>(options.database, [this](const std::string& why) { stop(why); });
    }

    void disconnect() {
        checkpointer.reset();
        connection.reset();
    }

    void loop() {
        while (true) {
            Batch batch;
            {
                std::unique_lock lock(mutex);
                wanted = 1;
                wake.wait(lock, [this] { return ending || !queue.empty(); });
                if (queue.empty()) return;
                if (last_batch >= busy_from) {
                    wanted = std::min(2 * last_batch, options.batch_max);
                    wake.wait_for(lock, linger, [this] { return ending || queue.size() >= wanted; });
                }
                while (!queue.empty() && batch.size() < options.batch_max) {
                    batch.push_back(std::move(queue.front()));
                    queue.pop_front();
                }
                waiting = queue.size();
                last_batch = batch.size();
            }
            handle(std::move(batch));
            checkpoint();
        }
    }

    /// After the answers: nobody waits for it. What is in the log is durable, so that a checkpoint may fail; but a disk
    /// that fails then has failed.
    void checkpoint() {
        if (!connection || !checkpointer || is_stopped()) return;
        try {
            checkpointer->committed(*connection, last_batch >= busy_from);
        } catch (...) {
            const Caught caught = caught_exception();
            if (caught.storage_broken)
                stop(caught.message);
            else
                spdlog::warn("a checkpoint was put off: {}", caught.message);
        }
    }

    void handle(Batch batch) {
        bool spoiled = false;
        const auto begun = std::chrono::steady_clock::now();
        const Caught caught = commit(batch, spoiled);
        const bool undone = (spoiled || caught.of_one_command) && batch.size() > 1;
        if (options.on_batch)
            options.on_batch({batch.size(), waiting, std::chrono::steady_clock::now() - begun, undone, caught.fault});
        if (undone) {
            spdlog::warn("a batch of {} commands was undone and is run one by one: {}", batch.size(),
                         spoiled ? "one was refused after it had changed something" : caught.message);
            for (auto& command : batch) {
                Batch alone;
                alone.push_back(std::move(command));
                handle(std::move(alone));
            }
            return;
        }
        tell(caught);
        give_answers(std::move(batch), caught.fault);
    }

    void tell(const Caught& caught) {
        const auto now = std::chrono::steady_clock::now();
        if (caught.connection_lost) {
            if (const auto line = outage.failed(caught.message, now)) spdlog::error(*line);
        } else if (caught.fault) {
            spdlog::error("a transaction was undone: {}", caught.message);
        } else if (const auto line = outage.over(now)) {
            spdlog::warn(*line);
        }
    }

    /// One transaction over the batch. A default Caught (no fault): it is durable, or `spoiled` and undone; the answers
    /// are kept either way.
    Caught commit(const Batch& batch, bool& spoiled) {
        if (is_stopped())
            return {.fault = base::Fault::storage_stopped, .message = "writing has stopped after a failed write"};
        for (int attempt = 1;; ++attempt) {
            Step step = Step::beginning;
            Caught caught = try_commit(batch, spoiled, step);
            if (caught.connection_lost) disconnect();
            if (caught.connection_lost && step == Step::committing && !caught.surely_undone) {
                const Outcome outcome =
                    engine_of(options.database) == Engine::postgresql ? resolve(caught.message) : Outcome::unknown;
                if (outcome == Outcome::committed) return {};
                if (outcome == Outcome::unknown) {
                    caught.fault = base::Fault::outcome_unknown;
                    return caught;
                }
                caught.worth_a_retry = true;
            }
            // An idle connection may have died long ago; what has not begun can begin again, on a new one.
            const bool again =
                caught.worth_a_retry || (caught.connection_lost && step == Step::beginning && attempt == 1);
            if (again && attempt < attempts_max) continue;
            if (caught.storage_broken) {
                stop(caught.message);
                caught.fault = base::Fault::storage_stopped;
            }
            if (step == Step::committing && caught.storage_broken) caught.fault = base::Fault::outcome_unknown;
            return caught;
        }
    }

    /// After a commit whose answer was lost. The database may be away for a while: a standby is taking over.
    Outcome resolve(const std::string& why) {
        spdlog::warn("a commit was interrupted: {}; looking whether it has arrived", why);
        const auto deadline = std::chrono::steady_clock::now() + options.resolve_within;
        while (true) {
            try {
                if (!connection) connect();
                const bool committed = is_committed(*connection, mark);
                spdlog::warn("the interrupted commit {}",
                             committed ? "had arrived" : "had not arrived: it is done again");
                return committed ? Outcome::committed : Outcome::undone;
            } catch (...) {
                const Caught caught = caught_exception();
                connection.reset();
                if (std::chrono::steady_clock::now() + between_connecting > deadline) {
                    spdlog::error("what became of the interrupted commit is unknown: {}", caught.message);
                    return Outcome::unknown;
                }
            }
            std::this_thread::sleep_for(between_connecting);
        }
    }

    Caught try_commit(const Batch& batch, bool& spoiled, Step& step) {
        try {
            if (!connection) connect();
            Transaction transaction(*connection, clock());
            step = Step::deciding;
            prologue(transaction);
            for (const auto& group : by_verb(batch))
                group.front()->decide(transaction, group);
            spoiled = transaction.spoiled();
            if (spoiled) return {};
            step = Step::committing;
            ++mark.number;
            transaction.commit(mark);
            return {};
        } catch (...) {
            return caught_exception();
        }
    }

    bool is_stopped() {
        const std::lock_guard lock(mutex);
        return stopped;
    }

    /// After a failed write or sync nobody knows what the disk holds; carrying on would acknowledge what may not be
    /// there.
    void stop(const std::string& why) {
        const std::lock_guard lock(mutex);
        stopped = true;
        spdlog::critical(
            "the database failed to write and the hub takes no more commands: {}; check the disk, then restart", why);
    }

    void give_answers(Batch batch, std::error_code fault) {
        auto shared = std::make_shared<Batch>(std::move(batch));
        deliver([shared, fault] {
            for (const auto& command : *shared)
                give_answer(*command, fault);
        });
    }

    static void give_answer(Queued& command, std::error_code fault) {
        give([&command, fault] {
            if (fault)
                command.fail(fault);
            else
                command.answer();
        });
    }
};

Writer::Writer(WriterOptions options, Clock clock, Prologue prologue, Deliver deliver)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(clock), std::move(prologue), std::move(deliver))) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->ending = true;
    }
    impl_->wake.notify_one();
    impl_->thread.join();
}

void Writer::stop(const std::string& why) {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopped = true;
    spdlog::critical("the hub takes no more commands: {}", why);
}

void Writer::submit(std::unique_ptr<Queued> command) {
    std::error_code fault;
    bool enough = false;
    {
        const std::lock_guard lock(impl_->mutex);
        if (impl_->ending)
            fault = base::Fault::shutting_down;
        else if (impl_->stopped)
            fault = base::Fault::storage_stopped;
        else if (impl_->queue.size() >= impl_->options.queue_max)
            fault = base::Fault::overloaded;
        else
            impl_->queue.push_back(std::move(command));
        enough = impl_->queue.size() >= impl_->wanted;
    }
    if (fault)
        command->fail(fault);
    else if (enough)
        impl_->wake.notify_one();
}

}  // namespace obolus::store
