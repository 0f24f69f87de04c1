// A platform that gives its people other ids (rule 22). The operator imports pairs of an old and a new id; after a wait
// in which everybody concerned can object, the identity takes its new key and keeps its number, and so its history.
// Nothing here joins two identities: a new id that has a history or an owner of its own is refused.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "identity/identity.hpp"

namespace obolus::identity {

enum class Refusal {
    id_pair_malformed = 1,  ///< not two different stable ids of one platform
    id_pair_contradicts,    ///< another pair gives the same id to somebody else, or gives this one away
    new_id_in_use,          ///< the new id has a history or an owner of its own here
    id_change_unknown,      ///< no such change, or none that concerns whoever asks
    id_change_ended         ///< it was applied, cancelled, objected to or refused before
};
std::error_code make_error_code(Refusal refusal) noexcept;

struct IdPair {
    Key from;
    Key to;
    friend auto operator<=>(const IdPair&, const IdPair&) = default;
};

/// What proves that both ids are one person's. The numbers are stored: append only.
enum class IdProof : std::int16_t {
    platform = 1,  ///< the old platform's own list, which the operator names
    sign_in = 2    ///< one sign-in that shows both; the wait begins with it
};
enum class IdChangeState : std::int16_t { waiting = 1, applied = 2, cancelled = 3, objected = 4, refused = 5 };
/// "waiting", "applied", ...
std::string_view to_string(IdChangeState state) noexcept;
/// "platform", "sign_in".
std::string_view to_string(IdProof proof) noexcept;

/// A pair that was imported, and what became of it.
struct IdChange {
    std::int64_t number = 0;
    base::IdentityId identity;  ///< keeps its number, and so its history
    IdPair pair;                ///< of whoever has opted out: blank keys
    std::string source;
    IdProof proof = IdProof::platform;
    IdChangeState state = IdChangeState::waiting;
    std::string reason;   ///< the refusal's name, or who has objected
    base::Time at;        ///< when it was imported
    base::Time due_at;    ///< when it is applied; base::Time{} until a sign-in has shown both
    base::Time ended_at;  ///< base::Time{} while it waits
};

/// Refusal: id_pair_malformed.
base::Result<void> check_pair(const IdPair& pair);
/// The positions of pairs that contradict another of the list: one old id with two new ones, one new id for two old
/// ones, or an id that is new in one pair and old in another. The same pair twice is none, nor is one
/// that check_pair() refuses.
std::vector<std::size_t> contradictions(std::span<const IdPair> pairs);

/// What the books know about a pair.
struct PairFacts {
    base::MemberId old_owner;      ///< none: linked to nobody
    base::MemberId new_owner;      ///< the same of the new id
    bool new_has_history = false;  ///< somebody has flattred or given to it, or it has opted out
    bool contradicted = false;     ///< by another pair that waits or was applied
};
/// Whether the identity may take the new key. What the new id has proven here meanwhile (a sign-in, a link to the very
/// owner of the old one) ends without loss; anything more could be another person's. Refusals: id_pair_contradicts,
/// new_id_in_use.
base::Result<void> check_change(const PairFacts& facts);

}  // namespace obolus::identity

template <>
struct std::is_error_code_enum<obolus::identity::Refusal> : std::true_type {};
