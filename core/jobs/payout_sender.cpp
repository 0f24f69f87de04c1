#include "jobs/payout_sender.hpp"

#include <spdlog/spdlog.h>

#include "awaiting/hub.hpp"
#include "hub/payout.hpp"
#include "rails/rail.hpp"

namespace obolus::jobs {

namespace {

namespace asio = boost::asio;
using Payouts = std::vector<hub::PayoutView>;

/// False when the books could not be told: the round ends, and the next one asks the rail again.
asio::awaitable<bool> send(hub::Hub& hub, hub::PayoutView payout) {
    const auto rail = payouts::find_rail(payout.rail);
    if (!rail) {
        spdlog::error("payout {}: no rail is called {}", payout.id, payout.rail);
        co_return false;
    }
    const rails::Said said = rails::ask(*rail, {payout.id, payout.amount, payout.destination, payout.attempts});
    const hub::SettlePayout command{payout.number, said.answer, said.reference, said.reason};
    const base::Result<hub::PayoutView> settled = co_await awaiting::run(hub, &hub::settle_payout, command);
    if (!settled) {
        spdlog::error("payout {}: {}", payout.id, settled.error().message());
        co_return false;
    }
    spdlog::info("payout {} is {} after {} questions to the rail", payout.id, to_string(settled.value().state),
                 settled.value().attempts);
    co_return true;
}

}  // namespace

asio::awaitable<void> send_payouts(hub::Hub& hub, std::function<bool()> stopping) {
    while (!stopping()) {
        const base::Result<Payouts> waiting =
            co_await awaiting::ask(hub, &hub::list_unanswered_payouts, hub::ListUnansweredPayouts{});
        if (!waiting || waiting.value().empty()) co_return;
        // Of several hubs that see it waiting, one gets it.
        const base::Result<Payouts> taken = co_await awaiting::run(hub, &hub::take_payouts, hub::TakePayouts{});
        if (!taken || taken.value().empty()) co_return;
        for (const hub::PayoutView& payout : taken.value()) {
            const bool told = co_await send(hub, payout);
            if (!told || stopping()) co_return;
        }
    }
}

}  // namespace obolus::jobs
