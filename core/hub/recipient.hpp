// Who is to be given something: known here or not, but nobody who has asked for nothing (rule 16).
#pragma once

#include <string>

#include "hub/verb.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

/// What an opt-out keeps of somebody: HMAC-SHA-256 of the identity's key under the hub's own secret, in hexadecimal.
std::string opt_out_hash(const Rules& rules, const identity::Key& key);

/// The identity's number and whose it is; it is added when unknown. Refusals: identity_invalid;
/// giving::Refusal::recipient_opted_out, and then nothing about the identity is written down.
base::Result<store::StoredIdentity> find_recipient(store::Transaction& transaction, const Rules& rules,
                                                   const identity::ExternalIdentity& identity);

/// The same for somebody who has proven to be it: one who has opted out is the blank identity, and stays blank.
store::StoredIdentity find_proven(store::Transaction& transaction, const Rules& rules,
                                  const identity::ExternalIdentity& identity);

}  // namespace obolus::hub
