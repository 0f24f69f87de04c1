// Who gave, as far as the recipient may know (rule 25).
#pragma once

#include <set>
#include <string>

#include "hub/verb.hpp"
#include "ledger/line.hpp"
#include "store/giving_rows.hpp"

namespace obolus::hub {

/// The giver's name, when he shows it with this line; "" when he is "somebody". `month` is the arrival's.
std::string shown_giver(store::Connection& connection, base::Month month, const ledger::LineAddress& address,
                        const ledger::Line& line);

/// The same for many lines of one recipient's: `shown` is store::shown_flattrs() of the recipient.
std::string shown_giver(store::Connection& connection, base::Month month, const ledger::LineAddress& address,
                        const ledger::Line& line, const std::set<store::ShownFlattr>& shown);

}  // namespace obolus::hub
