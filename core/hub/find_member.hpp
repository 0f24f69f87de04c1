// Who is behind an identity: for the operator's command line, which names people as platforms do ("demo:1001").
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct FindMember {
    identity::Key identity;
};
/// Refusal: account_needed (nobody here has linked it).
base::Result<base::MemberId> find_member(store::Snapshot&, const Rules&, const FindMember&);

}  // namespace obolus::hub
