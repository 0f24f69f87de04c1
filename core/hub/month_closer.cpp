#include "hub/month_closer.hpp"

#include <future>
#include <mutex>
#include <utility>

#include "hub/prepare_close.hpp"

namespace obolus::hub {

namespace {
using Prepared = std::shared_ptr<const PreparedStep>;
using Done = std::function<void(base::Result<MonthStatus>)>;

/// Steps are so much longer while nobody else uses the hub.
constexpr std::int64_t alone_factor = 8;
/// Commands between two steps that are the hub's own: the step, and what its clock asks for.
constexpr std::uint64_t own_commands = 2;
/// SQLite's log can be copied whole only while nobody reads an older state of it: from time to time a step goes to the
/// writer while nothing is prepared.
constexpr int steps_to_a_rest = 16;
}  // namespace

/// Lives as long as anything is asked in its name. A preparation begins when the step before goes to the writer, and
/// the next step waits for it. Nothing of the hub's is called with the mutex held: answers may come at once.
struct MonthCloser::State : std::enable_shared_from_this<State> {
    State(Hub& books, CloseMonth limits) : hub(books), usual(std::move(limits)) {}

    Hub& hub;
    const CloseMonth usual;
    std::mutex mutex;            ///< guards all that follows
    std::uint64_t commands = 0;  ///< the hub's, when it was asked last
    Prepared prepared;           ///< the next step, as far as it is known
    int steps = 0;
    bool preparing = false;
    bool outdated = false;    ///< what is being prepared follows a step that came out otherwise
    bool from_books = false;  ///< what was prepared, if anything, goes by what is committed
    Done wanted;              ///< who waits for the next step

    CloseMonth limits() {
        const std::lock_guard lock(mutex);
        CloseMonth step = usual;
        const std::uint64_t now = hub.commands();
        if (now - std::exchange(commands, now) <= own_commands) {
            step.givers_max *= alone_factor;
            step.flattrs_max *= alone_factor;
            step.lines_max *= alone_factor;
        }
        return step;
    }

    /// The step behind `after`, or behind what is committed.
    void prepare(Prepared after) {
        PrepareClose question{limits(), std::move(after)};
        hub.ask_aside(
            &prepare_close, std::move(question),
            std::function<void(base::Result<Prepared>)>([self = shared_from_this()](base::Result<Prepared> answer) {
                // Without a preparation a step reads by itself, and says what is wrong.
                self->take(answer ? std::move(answer).value() : Prepared{});
            }));
    }

    void take(Prepared answer) {
        {
            const std::lock_guard lock(mutex);
            preparing = false;
            prepared = std::exchange(outdated, false) ? Prepared{} : std::move(answer);
            if (!wanted) return;
        }
        proceed();
    }

    /// Somebody waits for the next step, and nothing is being prepared.
    void proceed() {
        Done done;
        Prepared step;
        bool beside = false;
        {
            const std::lock_guard lock(mutex);
            if (!prepared && !std::exchange(from_books, true)) {
                preparing = true;
            } else {
                from_books = false;
                done = std::exchange(wanted, nullptr);
                step = std::exchange(prepared, nullptr);
                preparing = step != nullptr && ++steps % steps_to_a_rest != 0;
                beside = preparing;
            }
        }
        if (!done) {
            prepare(nullptr);
            return;
        }
        CloseMonth command = usual;
        command.prepared = step;
        hub.run(&close_month, std::move(command),
                Done([self = shared_from_this(), step, done](base::Result<MonthStatus> status) {
                    self->check(status, step);
                    done(std::move(status));
                }));
        if (beside) prepare(step);
    }

    void check(const base::Result<MonthStatus>& status, const Prepared& step) {
        if (!step || (status && has_come_to(status.value(), *step))) return;
        const std::lock_guard lock(mutex);
        prepared = nullptr;
        outdated = preparing;
    }
};

MonthCloser::MonthCloser(Hub& hub, CloseMonth step) : state_(std::make_shared<State>(hub, std::move(step))) {}

void MonthCloser::step(Done done) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->wanted = std::move(done);
        if (state_->preparing) return;
    }
    state_->proceed();
}

base::Result<MonthStatus> MonthCloser::step_now() {
    const auto promise = std::make_shared<std::promise<base::Result<MonthStatus>>>();
    auto future = promise->get_future();
    step([promise](base::Result<MonthStatus> status) { promise->set_value(std::move(status)); });
    return future.get();
}

}  // namespace obolus::hub
