// How much of a cent's way its viewer may see: all of his own legs, and where money passed between him and somebody
// else; never what others did with theirs, nor who they are (rule 25). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/trace.hpp"

namespace obolus::web {

struct Viewer {
    base::MemberId member;                     ///< none: signed in and no member
    std::vector<base::IdentityId> identities;  ///< proven in the session
};

/// The trace without what doesn't concern the viewer; nothing when the subject itself is none of his business. Kept
/// with their amounts: legs from or to an account of his, and the parts of shares, gifts, claims and refunds that
/// belong to this way.
std::optional<hub::Trace> visible_to(const Viewer& viewer, const hub::Trace& trace);

/// "wallet of member 17" -> "your wallet", or "somebody" when it is another's.
std::string account_text(const Viewer& viewer, const std::string& account);

}  // namespace obolus::web
