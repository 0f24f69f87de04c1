// A command in the writer's queue, with who asked. Included by hub.hpp.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "hub/verb.hpp"
#include "store/writer.hpp"

namespace obolus::hub {

/// What Hub::run makes of a verb, its command and who asked.
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

}  // namespace obolus::hub
