#include "jobs/clockwork.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "awaiting/hub.hpp"
#include "hub/close_month.hpp"
#include "hub/expire_escrow.hpp"
#include "hub/hub.hpp"
#include "hub/index_history.hpp"
#include "jobs/payout_sender.hpp"

namespace obolus::jobs {

namespace asio = boost::asio;

struct Clockwork::Impl {
    Impl(asio::io_context& context, hub::Hub& books, Options chosen) : timer(context), hub(books), options(chosen) {}

    asio::steady_timer timer;
    hub::Hub& hub;
    Options options;
    bool stopping = false;
    bool running = false;
    std::function<void()> stopped;
};

namespace {

using base::Result;
template <class Impl>
using Shared = std::shared_ptr<Impl>;

/// The months whose end has come and whose close isn't done, oldest first.
asio::awaitable<std::vector<base::Month>> months_to_close(hub::Hub& hub) {
    const Result<std::vector<hub::MonthStatus>> months =
        co_await awaiting::ask(hub, &hub::list_months, hub::ListMonths{});
    std::vector<base::Month> open;
    if (months)
        for (const hub::MonthStatus& month : months.value())
            if (month.phase != hub::MonthPhase::running && month.phase != hub::MonthPhase::closed)
                open.insert(open.begin(), month.month);
    co_return open;
}

template <class Impl>
asio::awaitable<void> close(Shared<Impl> impl, base::Month month) {
    spdlog::info("closing month {}", base::to_string(month));
    while (!impl->stopping) {
        const Result<hub::MonthStatus> status =
            co_await awaiting::run(impl->hub, &hub::close_month, hub::CloseMonth{month});
        if (!status) {
            spdlog::error("closing month {}: {}; it is tried again", base::to_string(month), status.error().message());
            co_return;
        }
        const hub::MonthStatus& now = status.value();
        spdlog::info("month {} is {}: {} of {} givers, {} of {} shares", base::to_string(month),
                     hub::to_string(now.phase), now.givers_closed, now.givers, now.shares_paid, now.shares);
        if (now.phase == hub::MonthPhase::closed) co_return;
    }
}

template <class Impl>
asio::awaitable<void> expire(Shared<Impl> impl) {
    while (!impl->stopping) {
        const Result<hub::ExpiryReceipt> receipt =
            co_await awaiting::run(impl->hub, &hub::expire_escrow, hub::ExpireEscrow{});
        if (!receipt) {
            spdlog::error("returning unclaimed money: {}; it is tried again", receipt.error().message());
            co_return;
        }
        if (receipt.value().identities == 0) co_return;
        spdlog::info("unclaimed money of {} identities went back to its givers", receipt.value().identities);
    }
}

/// Lets the accounts' history catch up with the journal.
template <class Impl>
asio::awaitable<void> index(Shared<Impl> impl) {
    while (!impl->stopping) {
        const Result<hub::IndexedHistory> indexed =
            co_await awaiting::run(impl->hub, &hub::index_history, hub::IndexHistory{});
        if (!indexed) {
            spdlog::error("indexing the accounts' history: {}; it is tried again", indexed.error().message());
            co_return;
        }
        if (indexed.value().txns == 0) co_return;
    }
}

template <class Impl>
asio::awaitable<void> one_round(Shared<Impl> impl) {
    const std::function<bool()> stopping = [impl] { return impl->stopping; };
    co_await send_payouts(impl->hub, stopping);
    const std::vector<base::Month> months = co_await months_to_close(impl->hub);
    for (const base::Month month : months)
        co_await close(impl, month);
    co_await expire(impl);
    co_await index(impl);
}

template <class Impl>
asio::awaitable<void> rounds(Shared<Impl> impl) {
    while (!impl->stopping) {
        try {
            co_await one_round(impl);
        } catch (const std::exception& error) {
            spdlog::error("a round of the clockwork failed: {}; the next one tries again", error.what());
        }
        if (impl->stopping) break;
        boost::system::error_code woken;
        impl->timer.expires_after(impl->options.every);
        co_await impl->timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    impl->running = false;
    if (impl->stopped) impl->stopped();
}

}  // namespace

Clockwork::Clockwork(asio::io_context& context, hub::Hub& hub, Options options)
    : impl_(std::make_shared<Impl>(context, hub, options)) {}

Clockwork::~Clockwork() {
    impl_->stopping = true;
    impl_->timer.cancel();
}

void Clockwork::start() {
    impl_->running = true;
    asio::co_spawn(impl_->timer.get_executor(), rounds(impl_), asio::detached);
}

void Clockwork::stop(std::function<void()> done) {
    impl_->stopping = true;
    if (!impl_->running) return done();
    impl_->stopped = std::move(done);
    impl_->timer.cancel();
}

}  // namespace obolus::jobs
