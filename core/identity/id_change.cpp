#include "identity/id_change.hpp"

#include <array>
#include <map>
#include <set>

namespace obolus::identity {

namespace {
constexpr std::array<std::string_view, 5> refusal_names{"id_pair_malformed", "id_pair_contradicts", "new_id_in_use",
                                                        "id_change_unknown", "id_change_ended"};
const base::NamedCategory category{"identity", refusal_names};

constexpr std::array<std::string_view, 6> state_names{"", "waiting", "applied", "cancelled", "objected", "refused"};
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

std::string_view to_string(IdChangeState state) noexcept { return state_names.at(static_cast<std::size_t>(state)); }

std::string_view to_string(IdProof proof) noexcept { return proof == IdProof::sign_in ? "sign_in" : "platform"; }

base::Result<void> check_pair(const IdPair& pair) {
    if (!is_provable(pair.from) || !is_provable(pair.to) || pair.from == pair.to ||
        pair.from.provider != pair.to.provider)
        return Refusal::id_pair_malformed;
    return base::success();
}

std::vector<std::size_t> contradictions(std::span<const IdPair> pairs) {
    std::map<Key, std::set<Key>> successors;
    std::map<Key, std::set<Key>> predecessors;
    for (const IdPair& pair : pairs) {
        if (!check_pair(pair)) continue;
        successors[pair.from].insert(pair.to);
        predecessors[pair.to].insert(pair.from);
    }
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        if (check_pair(pairs[i]) && (successors[pairs[i].from].size() > 1 || predecessors[pairs[i].to].size() > 1 ||
                                     successors.contains(pairs[i].to) || predecessors.contains(pairs[i].from)))
            found.push_back(i);
    return found;
}

base::Result<void> check_change(const PairFacts& facts) {
    if (facts.contradicted) return Refusal::id_pair_contradicts;
    if (facts.new_has_history || (facts.new_owner && facts.new_owner != facts.old_owner)) return Refusal::new_id_in_use;
    return base::success();
}

}  // namespace obolus::identity
