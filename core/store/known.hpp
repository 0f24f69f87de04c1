// What the writer's connection still knows from its transactions before this one: whoever gives often, and what is
// given to often, is not read anew each time (docs/decisions/0029).
//
// Only what nobody can have changed since is known. Every commit of anybody's (another hub's, the command line's) moves
// log_head.at on, and a transaction reads that row first: if it isn't as this connection's own last commit has left it,
// all is forgotten; so it is when a transaction is undone. What this connection changes itself, the functions that
// write those rows put or forget here. Included by store's sources only.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

#include "base/time.hpp"
#include "giving/thing.hpp"
#include "identity/identity.hpp"
#include "ledger/account.hpp"
#include "store/flattr_batch.hpp"
#include "store/identity_rows.hpp"

namespace obolus::store {

/// A map of at most `entries_max`, in two halves: a full young half becomes the old one, and what is asked for there is
/// young again; what isn't is forgotten with it.
template <class Key, class Value, class Hash = std::hash<Key>>
class Recent {
   public:
    explicit Recent(std::size_t entries_max) : half_(entries_max / 2) {}

    /// Null when it isn't known. Valid until the next call.
    const Value* find(const Key& key) {
        if (const auto found = young_.find(key); found != young_.end()) return &found->second;
        auto node = old_.extract(key);
        if (node.empty()) return nullptr;
        make_room();
        return &young_.insert(std::move(node)).position->second;
    }
    void put(const Key& key, Value value) {
        old_.erase(key);
        make_room();
        young_.insert_or_assign(key, std::move(value));
    }
    /// Where it is known, this is what it is now.
    void replace(const Key& key, const Value& value) {
        for (Half* half : {&young_, &old_})
            if (const auto found = half->find(key); found != half->end()) found->second = value;
    }
    void forget(const Key& key) {
        young_.erase(key);
        old_.erase(key);
    }
    void forget_all() {
        young_.clear();
        old_.clear();
    }

   private:
    using Half = std::unordered_map<Key, Value, Hash>;

    void make_room() {
        if (young_.size() < half_) return;
        old_ = std::move(young_);
        young_.clear();
    }

    std::size_t half_;
    Half young_;
    Half old_;
};

struct IdentityKeyHash {
    std::size_t operator()(const identity::Key& key) const noexcept {
        const std::hash<std::string> hash;
        return (hash(key.provider) * 31 + hash(key.instance)) * 31 + hash(key.subject);
    }
};

/// An identity as its row has it.
struct KnownIdentity {
    identity::ExternalIdentity said;
    StoredIdentity stored;
};
/// A thing as its row has it.
struct KnownThing {
    giving::Thing said;
    base::ThingId id;
};
/// A giver in the month that was asked for last.
struct KnownGiver {
    base::Month month;
    GiverMonth giver;
};

class Known {
   public:
    /// A transaction has begun; `written` is the time of the last commit before it.
    void begin(base::Time written) {
        if (written != written_) forget_all();
    }
    /// It was committed at that time.
    void committed(base::Time written) { written_ = written; }
    /// It was undone: what it had read may be its own.
    void undone() { forget_all(); }
    /// A link, or the key or the description of an identity or a thing that has only its number at hand, has changed.
    void forget_people() {
        identities.forget_all();
        things.forget_all();
    }

    // Some tens of megabytes at most, on a hub with as many givers.
    Recent<identity::Key, KnownIdentity, IdentityKeyHash> identities{20'000};
    Recent<std::string, KnownThing> things{20'000};  ///< by key
    Recent<ledger::AccountKey, ledger::Account> accounts{80'000};
    Recent<base::MemberId, KnownGiver> givers{40'000};

   private:
    void forget_all() {
        forget_people();
        accounts.forget_all();
        givers.forget_all();
    }

    base::Time written_ = base::Time::min();
};

}  // namespace obolus::store
