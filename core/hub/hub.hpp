// The hub: the verbs' one door. A verb handles a batch of commands in one transaction of the single writer (load,
// decide, save) and is answered after the commit; a query runs on a reader's own connection and sees what is committed.
//
// Called by api, web, jobs and app from any thread. Verbs are free functions, one header each in this folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "giving/calendar.hpp"
#include "identity/identity.hpp"
#include "money/amount.hpp"
#include "store/writer.hpp"

namespace obolus::store {
class Snapshot;
class Readers;
}  // namespace obolus::store

namespace obolus::hub {

enum class Refusal {
    not_signed_in = 1,          ///< no session, or it has ended
    account_needed,             ///< the session's identity is no member's yet
    account_exists,             ///< the session's identity belongs to a member already
    sign_in_already_used,       ///< this sign-in was completed before (a callback opened twice)
    operator_only,              ///< not an operator's identity
    idempotency_key_reused,     ///< same key, other body
    idempotency_key_malformed,  ///< 1 to 64 characters of letters, digits, "-", "_", "."
    rail_disabled,              ///< the config doesn't enable this rail
    idempotency_key_missing,    ///< this command needs one
    identity_invalid,           ///< provider, instance or stable id empty or too long
    month_still_running,        ///< only a month that has ended can be closed
    month_unknown,              ///< nothing happened in that month
    clock_is_fixed,             ///< only a demo hub's clock can be moved
    currency_is_fixed           ///< the config's currency is not the one that the books are kept in
};
std::error_code make_error_code(Refusal refusal) noexcept;

/// What the operator decided; the same for all verbs of a process.
struct Rules {
    std::string hub_id;  ///< part of every id that leaves the hub
    money::Currency currency = money::euro();
    giving::Calendar calendar;
    std::chrono::days escrow_ttl{180};
    std::chrono::seconds session_ttl{std::chrono::days{30}};
    std::vector<identity::Key> operators;
    bool test_rail = false;      ///< rail `test`: money out of thin air
    bool movable_clock = false;  ///< a demo hub may end its month early
};

template <class Command, class Answer>
using Verb = std::vector<base::Result<Answer>> (*)(store::Transaction&, const Rules&, std::span<const Command>);

template <class Question, class Answer>
using Query = base::Result<Answer> (*)(store::Snapshot&, const Rules&, const Question&);

struct HubOptions {
    std::string database;            ///< "sqlite:/path/to/file.db"
    std::size_t queue_max = 20'000;  ///< commands waiting; past it: Fault::overloaded
    std::size_t batch_max = 1'000;
    std::size_t readers = 2;
};

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

    /// The same, waiting for the answer: for the command line and for tests.
    template <class Command, class Answer>
    base::Result<Answer> run_now(Verb<Command, Answer> verb, Command command) {
        std::promise<base::Result<Answer>> promise;
        run(verb, std::move(command), std::function<void(base::Result<Answer>)>([&](base::Result<Answer> r) {
                promise.set_value(std::move(r));
            }));
        return promise.get_future().get();
    }
    template <class Question, class Answer>
    base::Result<Answer> ask_now(Query<Question, Answer> query, Question question) {
        std::promise<base::Result<Answer>> promise;
        ask(query, std::move(question), std::function<void(base::Result<Answer>)>([&](base::Result<Answer> r) {
                promise.set_value(std::move(r));
            }));
        return promise.get_future().get();
    }

    const Rules& rules() const noexcept { return rules_; }

   private:
    explicit Hub(Rules rules);
    void ask_with(std::function<void(store::Snapshot&)> work, std::function<void(std::error_code)> fail);

    Rules rules_;
    Deliver deliver_;
    std::unique_ptr<store::Writer> writer_;
    std::unique_ptr<store::Readers> readers_;
};

/// A transfer's address as clients see it: "demo/t/63.1".
std::string transfer_id(const Rules& rules, std::int64_t seq, std::int32_t n);

/// A command in the writer's queue: what Hub::run makes of a verb, its command and who asked.
template <class Command, class Answer>
class QueuedCommand final : public store::Queued {
   public:
    QueuedCommand(Verb<Command, Answer> function, const Rules& rules, Command command,
                  std::function<void(base::Result<Answer>)> done)
        : verb_(function), rules_(rules), command_(std::move(command)), done_(std::move(done)) {}

    const void* verb() const noexcept override { return reinterpret_cast<const void*>(verb_); }
    void decide(store::Transaction& transaction, std::span<store::Queued* const> group) override {
        std::vector<Command> commands;
        commands.reserve(group.size());
        for (const store::Queued* each : group)
            commands.push_back(static_cast<const QueuedCommand*>(each)->command_);
        std::vector<base::Result<Answer>> answers = verb_(transaction, rules_, commands);
        for (std::size_t i = 0; i < group.size(); ++i)
            static_cast<QueuedCommand*>(group[i])->answer_.emplace(std::move(answers.at(i)));
    }
    void answer() override { done_(std::move(*answer_)); }
    void fail(std::error_code fault) override { done_(fault); }

   private:
    Verb<Command, Answer> verb_;
    const Rules& rules_;
    Command command_;
    std::function<void(base::Result<Answer>)> done_;
    std::optional<base::Result<Answer>> answer_;
};

template <class Command, class Answer>
void Hub::run(Verb<Command, Answer> verb, Command command, std::function<void(base::Result<Answer>)> done) {
    writer_->submit(
        std::make_unique<QueuedCommand<Command, Answer>>(verb, rules_, std::move(command), std::move(done)));
}

template <class Question, class Answer>
void Hub::ask(Query<Question, Answer> query, Question question, std::function<void(base::Result<Answer>)> done) {
    ask_with(
        [this, query, question = std::move(question), done](store::Snapshot& snapshot) {
            auto answer = std::make_shared<base::Result<Answer>>(query(snapshot, rules_, question));
            deliver_([done, answer] { done(std::move(*answer)); });
        },
        [this, done](std::error_code fault) { deliver_([done, fault] { done(fault); }); });
}

}  // namespace obolus::hub

template <>
struct std::is_error_code_enum<obolus::hub::Refusal> : std::true_type {};
