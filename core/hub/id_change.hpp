// What becomes of the pairs that hub/import_ids.hpp has imported (rule 22): told, objected to, cancelled, applied.
#pragma once

#include "hub/verb.hpp"
#include "identity/id_change.hpp"

namespace obolus::store {
class Connection;
}  // namespace obolus::store

namespace obolus::hub {

/// The identity that a key means here, also when it has opted out and only its hash is left.
struct KnownKey {
    base::IdentityId id;    ///< none: nobody here
    base::MemberId member;  ///< whom it is linked to
    identity::Key key;      ///< as it is stored: blank for one that has opted out
};
KnownKey find_known(store::Connection& connection, const Rules& rules, const identity::Key& key);

/// Refusals: identity::Refusal::id_pair_contradicts, new_id_in_use.
base::Result<void> check_change(store::Connection& connection, const Rules& rules, const KnownKey& from,
                                const identity::IdPair& pair);

/// Tells the owner, and those whose money waits there, from when on the identity is to bear the new id.
void tell_of_change(store::Transaction& transaction, const identity::IdChange& change);

/// One sign-in has proven all these identities: pairs among them that waited for such a proof begin their days.
void note_shown_ids(store::Transaction& transaction, const Rules& rules,
                    std::span<const identity::ExternalIdentity> identities);

/// Applies what is due: bounded, call until `applied` and `refused` are both 0. A pair whose new id has come into use
/// meanwhile is refused, and says why in the list.
struct ApplyIdChanges {
    std::int64_t count_max = 100;
};
struct AppliedIdChanges {
    std::int64_t applied = 0;
    std::int64_t refused = 0;
};
std::vector<base::Result<AppliedIdChanges>> apply_id_changes(store::Transaction&, const Rules&,
                                                             std::span<const ApplyIdChanges>);

/// The operator's: a pair that was imported by mistake. Refusals: identity::Refusal::id_change_unknown,
/// id_change_ended.
struct CancelIdChange {
    std::int64_t number = 0;
};
struct IdChangeEnded {
    std::int64_t number = 0;
};
std::vector<base::Result<IdChangeEnded>> cancel_id_change(store::Transaction&, const Rules&,
                                                          std::span<const CancelIdChange>);

/// "That isn't right": by who has proven either id in this session, by the member that the old one is linked to, or by
/// one whose money waits there. The pair isn't applied; the operator may look into it and import it again. Refusals:
/// not_signed_in, identity::Refusal::id_change_unknown (also when it concerns others), id_change_ended.
struct ObjectToIdChange {
    std::string token;
    std::int64_t number = 0;
};
std::vector<base::Result<IdChangeEnded>> object_to_id_change(store::Transaction&, const Rules&,
                                                             std::span<const ObjectToIdChange>);

/// The latest first; the operator's view.
struct ListIdChanges {
    std::int64_t before = 0;  ///< numbers below this one; 0: from the latest on
    std::int64_t count_max = 100;
};
base::Result<std::vector<identity::IdChange>> list_id_changes(store::Snapshot&, const Rules&, const ListIdChanges&);

}  // namespace obolus::hub
