#include "store/leaving_rows.hpp"

#include "store/known.hpp"
#include "store/query.hpp"

namespace obolus::store {

void end_membership(Transaction& transaction, base::MemberId member, base::IdentityId home) {
    Connection& connection = transaction.connection();
    connection.known().givers.forget(member);
    connection.known().forget_people();
    run(connection, "UPDATE members SET left_at = :at, home_identity = :home, plan_micro = 0 WHERE id = :id",
        base::to_micros(transaction.now()), home.value, member.value);
    run(connection,
        "DELETE FROM sessions WHERE token_hash IN (SELECT s.token_hash FROM session_identities s JOIN links l ON "
        "l.identity = s.identity WHERE l.member = :member)",
        member.value);
    run(connection,
        "DELETE FROM session_identities WHERE token_hash IN (SELECT s.token_hash FROM session_identities s JOIN links "
        "l ON l.identity = s.identity WHERE l.member = :member)",
        member.value);
    run(connection, "DELETE FROM links WHERE member = :member", member.value);
    run(connection, "DELETE FROM api_tokens WHERE member = :member", member.value);
}

std::vector<base::MemberId> members_at_home(Connection& connection, base::IdentityId home) {
    std::vector<base::MemberId> members;
    // The second condition names the index.
    query<Int>(
        connection, "SELECT id FROM members WHERE home_identity = :home AND home_identity <> 0 ORDER BY id",
        [&](Int member) { members.push_back({member}); }, home.value);
    return members;
}

std::unordered_map<base::MemberId, base::Time> departures(Connection& connection) {
    std::unordered_map<base::MemberId, base::Time> departures;
    query<Int, Int>(connection, "SELECT id, left_at FROM members WHERE left_at <> 0",
                    [&](Int member, Int at) { departures.emplace(base::MemberId{member}, base::from_micros(at)); });
    return departures;
}

}  // namespace obolus::store
