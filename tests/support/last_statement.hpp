// A process that is killed as its database begins its n-th statement. A test that wants it lists last_statement.cpp
// among its own sources: that stands in front of libpq.
#pragma once

#include <functional>

namespace obolus::support {

/// Runs `work` in a child that is killed (SIGKILL) when it begins statement `last`, on any connection it opens itself.
/// True when it came to its end before. No thread of this process may run meanwhile.
bool survives(int last, const std::function<void()>& work);

/// The same for a child that the test forks itself: from here on the statements of connections that are opened are
/// counted, and from there on the process is killed as it begins the `last` of them.
void count_statements();
void die_at_statement(int last);

}  // namespace obolus::support
