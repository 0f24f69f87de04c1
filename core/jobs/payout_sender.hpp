// Sends payouts: asks the rail about each that has no answer yet and tells the books what it said. Killed between the
// two, the rail is asked again under the same id; a rail that doesn't answer is asked again later, never taken for a
// no.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

namespace obolus::hub {
class Hub;
}

namespace obolus::jobs {

/// All payouts whose rail is to be asked now, one by one; ends early when `stopping` says so. `hub` outlives it.
boost::asio::awaitable<void> send_payouts(hub::Hub& hub, std::function<bool()> stopping);

}  // namespace obolus::jobs
