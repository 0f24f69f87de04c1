#include "oauth/key_store.hpp"

#include <map>
#include <optional>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "oauth/platforms.hpp"

namespace obolus::oauth {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds refetch_pause{60};
constexpr std::chrono::hours fresh_for{1};
constexpr std::size_t jwks_bytes_max = 256 * 1024;
constexpr std::chrono::seconds fetch_timeout{10};

struct KeySet {
    Jwks keys;
    base::Time fetched_at{};
    std::optional<base::Time> asked_at;
    std::shared_ptr<asio::steady_timer> fetch_under_way;  // those who wait for it wait for the timer's cancellation
};

}  // namespace

struct KeyStore::Impl {
    http::Client& client;
    std::function<base::Time()> clock;
    std::map<std::pair<std::string, std::string>, KeySet> sets;  // by provider and URL; std::map: references stay valid

    static asio::awaitable<base::Result<void>> fetch(Impl* self, KeySet* set, std::string url,
                                                     std::vector<http::AllowedHost> allowed);
    static asio::awaitable<base::Result<Jwks>> ask(Impl* self, std::string url, std::vector<http::AllowedHost> allowed);
};

// Never throws: those who wait for the same keys would wait for ever.
asio::awaitable<base::Result<Jwks>> KeyStore::Impl::ask(Impl* self, std::string url,
                                                        std::vector<http::AllowedHost> allowed) {
    try {
        http::ClientRequest request;
        request.url = url;
        request.headers = {{"Accept", "application/json"}};
        request.allowed = std::move(allowed);
        request.body_bytes_max = jwks_bytes_max;
        request.timeout = fetch_timeout;
        base::Result<http::ClientResponse> response = co_await self->client.send(std::move(request));
        if (!response) co_return response.error();
        base::Result<Jwks> keys = base::Fault::platform_unavailable;
        if (response.value().status == 200) keys = parse_jwks(response.value().body);
        if (!keys) spdlog::warn("oauth: no usable keys at {} (status {})", url, response.value().status);
        co_return keys;
    } catch (const std::exception& thrown) {
        spdlog::error("oauth: reading the keys at {} ended with {}", url, thrown.what());
    }
    co_return base::Fault::internal;
}

asio::awaitable<base::Result<void>> KeyStore::Impl::fetch(Impl* self, KeySet* set, std::string url,
                                                          std::vector<http::AllowedHost> allowed) {
    auto executor = co_await asio::this_coro::executor;
    set->asked_at = self->clock();
    set->fetch_under_way = std::make_shared<asio::steady_timer>(executor, 2 * fetch_timeout);
    base::Result<Jwks> keys = co_await ask(self, std::move(url), std::move(allowed));
    std::exchange(set->fetch_under_way, nullptr)->cancel();
    if (!keys) co_return keys.error();
    set->keys = std::move(keys.value());
    set->fetched_at = self->clock();
    co_return base::success();
}

KeyStore::KeyStore(http::Client& client, std::function<base::Time()> clock)
    : impl_(std::make_unique<Impl>(Impl{client, std::move(clock), {}})) {}
KeyStore::~KeyStore() = default;

asio::awaitable<base::Result<Jwk>> KeyStore::find(std::string provider, std::string jwks_url,
                                                  std::vector<http::AllowedHost> allowed, IdTokenHeader header) {
    KeySet& set = impl_->sets[{provider, jwks_url}];
    if (set.fetch_under_way) {
        const auto fetch_of_another = set.fetch_under_way;
        boost::system::error_code ignored;
        co_await fetch_of_another->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    const base::Time now = impl_->clock();
    const Jwk* key = find_key(set.keys, header);
    if (key != nullptr && now - set.fetched_at < fresh_for) co_return *key;
    if (set.asked_at && now - *set.asked_at < refetch_pause) {
        if (key != nullptr) co_return *key;
        if (set.keys.empty()) co_return base::Fault::platform_unavailable;
        spdlog::warn("oauth: an ID token of {} names an unknown key", provider);
        co_return Refusal::id_token_invalid;
    }
    const base::Result<void> fetched = co_await Impl::fetch(impl_.get(), &set, jwks_url, std::move(allowed));
    key = find_key(set.keys, header);
    if (key != nullptr) co_return *key;
    if (!fetched) co_return fetched.error();
    spdlog::warn("oauth: an ID token of {} names an unknown key", provider);
    co_return Refusal::id_token_invalid;
}

}  // namespace obolus::oauth
