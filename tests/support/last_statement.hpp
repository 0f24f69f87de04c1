// A process that is killed as its database begins its n-th statement. A test that wants it lists last_statement.cpp
// among its own sources: that stands in front of libpq.
#pragma once

#include <functional>

namespace obolus::support {

/// Runs `work` in a child that is killed (SIGKILL) when it begins statement `last`, on any connection it opens itself.
/// True when it came to its end before. No thread of this process may run meanwhile.
bool survives(int last, const std::function<void()>& work);

}  // namespace obolus::support
