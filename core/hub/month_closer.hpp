// Closes a month with two processors: while the writer saves a step, a reader prepares the next one.
//
// For whoever closes to the end: jobs, the command line. Several closers of one month, in several processes too, harm
// each other no more than single steps do: what another has done meanwhile is not done again.
#pragma once

#include <functional>
#include <memory>

#include "hub/close_month.hpp"
#include "hub/hub.hpp"

namespace obolus::hub {

class MonthCloser {
   public:
    /// `hub` must outlive what is asked of it. The limits of `step` are those of a step while others use the hub; one
    /// that nobody else uses gets steps eight times as long, since each commit costs something.
    MonthCloser(Hub& hub, CloseMonth step);

    /// The next step; one at a time. `done` gets the answer after its commit, wherever the hub's callbacks run.
    void step(std::function<void(base::Result<MonthStatus>)> done);
    /// The same, waiting for the answer.
    base::Result<MonthStatus> step_now();

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace obolus::hub
