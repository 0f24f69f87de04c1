// The public keys of all platforms, fetched when needed. Kept per provider: a key id of one platform is never looked up
// at another.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "oauth/id_token.hpp"

namespace obolus::oauth {

class KeyStore {
   public:
    KeyStore(http::Client& client, std::function<base::Time()> clock);
    ~KeyStore();

    /// The key that signs tokens of this header at `jwks_url`. A key id that isn't known makes the set be fetched
    /// again, at most once a minute (a flood of made-up key ids costs the platform nothing). Simultaneous callers share
    /// one fetch. Errors: id_token_invalid (no such key), platform_unavailable, http::Refusal.
    boost::asio::awaitable<base::Result<Jwk>> find(std::string provider, std::string jwks_url,
                                                   std::vector<http::AllowedHost> allowed, IdTokenHeader header);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::oauth
