// The sessions and API tokens of the last few seconds, in memory, so that a busy client doesn't ask a reader's thread
// at each request.
//
// Either is found under the SHA-256 of its secret (a dump of memory holds none) and forgotten after `ttl`; what ends or
// changes one in this process is told here at once, so only another process's change is seen late, by `ttl` at most. A
// lookup that was under way while something changed is not kept: `generation` is taken before it and given back with
// its answer. Shared by api and web; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/crypto.hpp"
#include "hub/api_token.hpp"
#include "hub/sign_in.hpp"

namespace obolus::hub {

/// The cookie that carries a session's token through both doors; on the wire it has the prefix "__Host-".
inline constexpr std::string_view session_cookie = "obolus_session";

class SessionCache {
   public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;
    explicit SessionCache(std::chrono::milliseconds ttl = std::chrono::seconds{3}, std::size_t entries_max = 50'000,
                          Clock clock = &std::chrono::steady_clock::now);

    std::optional<SessionView> find(std::string_view token);
    std::uint64_t generation() const;
    /// Keeps an answer of find_session; does nothing when something was forgotten since `generation`.
    void keep(std::string_view token, SessionView session, std::uint64_t generation);
    /// The same for find_token and API tokens.
    std::optional<TokenView> find_token(std::string_view token);
    void keep_token(std::string_view token, TokenView view, std::uint64_t generation);
    /// This session has begun, ended or changed.
    void forget(std::string_view token);
    /// A link between an identity and a member has changed, which may concern other sessions of that identity too; or a
    /// token was revoked; or an account was closed.
    void forget_all();

   private:
    template <class View>
    struct Entry {
        View view;
        std::chrono::steady_clock::time_point until;
    };
    struct DigestHash {
        std::size_t operator()(const base::Digest& digest) const noexcept;
    };

    template <class View>
    using Entries = std::unordered_map<base::Digest, Entry<View>, DigestHash>;
    template <class View>
    std::optional<View> find_in(Entries<View>& entries, std::string_view token);
    template <class View>
    void keep_in(Entries<View>& entries, std::string_view token, View view, std::uint64_t generation);

    const std::chrono::milliseconds ttl_;
    const std::size_t entries_max_;
    const Clock clock_;
    mutable std::mutex mutex_;
    std::uint64_t generation_ = 0;
    Entries<SessionView> sessions_;
    Entries<TokenView> tokens_;
};

}  // namespace obolus::hub
