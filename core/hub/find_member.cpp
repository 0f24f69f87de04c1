#include "hub/find_member.hpp"

#include "store/identity_rows.hpp"

namespace obolus::hub {

base::Result<base::MemberId> find_member(store::Snapshot& snapshot, const Rules&, const FindMember& question) {
    const store::StoredIdentity found = store::find(snapshot.connection(), question.identity);
    if (!found.member) return Refusal::account_needed;
    return found.member;
}

}  // namespace obolus::hub
