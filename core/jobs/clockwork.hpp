// What time triggers: payouts are sent, months that have ended are closed, escrow that nobody claimed in time goes back
// to its givers, and the accounts' history catches up.
//
// Each round does bounded steps, one command at a time, so members' commands slip in between; killed anywhere, the next
// round goes on where the books are. Several rounds, or the command line beside it, do no harm: every step is
// rerunnable.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}
namespace obolus::hub {
class Hub;
}

namespace obolus::jobs {

struct Options {
    std::chrono::milliseconds every{std::chrono::seconds{30}};         ///< between the end of a round and the next
    std::chrono::milliseconds history_every{std::chrono::seconds{1}};  ///< the same for the accounts' history
};

class Clockwork {
   public:
    /// Runs on `context`, which must be the one that the hub delivers its answers to.
    Clockwork(boost::asio::io_context& context, hub::Hub& hub, Options options);
    ~Clockwork();
    void start();
    /// No step is begun any more; `done` is called when the one under way has ended.
    void stop(std::function<void()> done);

   private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace obolus::jobs
