// A platform that changes its ids (rule 22): the operator imports pairs of an old and a new id. A pair that concerns
// somebody known here waits `Rules::id_change_wait`, while everybody concerned is told and may object
// (hub/id_change.hpp), and is applied then. Bounded, and harmless to repeat: a list is imported in as many commands as
// it needs, and killed anywhere it is imported again.
#pragma once

#include "hub/verb.hpp"
#include "identity/id_change.hpp"

namespace obolus::hub {

inline constexpr std::size_t id_pairs_max = 500;  ///< in one command

struct ImportIds {
    std::vector<identity::IdPair> pairs;
    std::string source;  ///< who says so: the operator's words, kept for ever
    identity::IdProof proof = identity::IdProof::platform;
};
struct RefusedPair {
    std::size_t position = 0;  ///< in ImportIds::pairs
    std::error_code why;       ///< an identity::Refusal
};
struct ImportReceipt {
    std::int64_t accepted = 0;  ///< wait now
    std::int64_t repeated = 0;  ///< were imported before
    std::int64_t unknown = 0;   ///< whose old id means nobody here: there is nothing to change
    std::vector<RefusedPair> refused;
};
/// Pairs that are refused change nothing; the others are imported.
std::vector<base::Result<ImportReceipt>> import_ids(store::Transaction&, const Rules&, std::span<const ImportIds>);

/// What importing these would come to. Pairs of other commands count only when they have been imported.
base::Result<ImportReceipt> preview_import(store::Snapshot&, const Rules&, const ImportIds&);

}  // namespace obolus::hub
