#include "awaiting/session.hpp"

#include <optional>

#include "awaiting/hub.hpp"

namespace obolus::awaiting {

boost::asio::awaitable<base::Result<hub::SessionView>> find_session(hub::Hub& hub, hub::SessionCache& sessions,
                                                                    std::string token) {
    std::optional<hub::SessionView> known = sessions.find(token);
    if (known) co_return *std::move(known);
    const std::uint64_t generation = sessions.generation();
    hub::FindSession question{token};
    base::Result<hub::SessionView> found = co_await ask(hub, &hub::find_session, std::move(question));
    if (found) sessions.keep(token, found.value(), generation);
    co_return found;
}

boost::asio::awaitable<base::Result<hub::TokenView>> find_token(hub::Hub& hub, hub::SessionCache& sessions,
                                                                std::string token) {
    std::optional<hub::TokenView> known = sessions.find_token(token);
    if (known) co_return *std::move(known);
    const std::uint64_t generation = sessions.generation();
    hub::FindToken question{token};
    base::Result<hub::TokenView> found = co_await ask(hub, &hub::find_token, std::move(question));
    if (found) sessions.keep_token(token, found.value(), generation);
    co_return found;
}

}  // namespace obolus::awaiting
