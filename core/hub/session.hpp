// The session behind a token: shared by the verbs and queries that act for whoever is signed in.
#pragma once

#include <string>
#include <string_view>

#include "hub/sign_in.hpp"

namespace obolus::store {
class Connection;
}

namespace obolus::hub {

/// What the database keeps of a token: its SHA-256.
std::string token_hash(std::string_view token);

/// The session with its identities and, if one of them is linked, its member. Refusal: not_signed_in.
base::Result<SessionView> load_session(store::Connection& connection, const Rules& rules, std::string_view token,
                                       base::Time now);

/// A proof that is recent enough for what can't be undone: linking, unlinking, leaving. Refusal:
/// sign_in_not_recent.
base::Result<void> check_recent(const Rules& rules, base::Time proven_at, base::Time now);

}  // namespace obolus::hub
