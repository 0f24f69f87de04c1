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
#include "hub/id_change.hpp"
#include "hub/index_history.hpp"
#include "hub/month_closer.hpp"
#include "hub/months_to_close.hpp"
#include "jobs/payout_sender.hpp"

namespace obolus::jobs {

namespace asio = boost::asio;

struct Clockwork::Impl {
    Impl(asio::io_context& context, hub::Hub& books, Options chosen)
        : timer(context), history_timer(context), hub(books), options(chosen) {}

    void wake() {
        timer.cancel();
        history_timer.cancel();
    }
    void loop_ended() {
        if (--loops == 0 && stopped) stopped();
    }

    asio::steady_timer timer;
    asio::steady_timer history_timer;
    hub::Hub& hub;
    Options options;
    base::IdentityId expired_to;  ///< none: expiry begins anew
    bool stopping = false;
    int loops = 0;  ///< that are running
    std::function<void()> stopped;
};

namespace {

using base::Result;
template <class Impl>
using Shared = std::shared_ptr<Impl>;

/// Of a database that is away the store has told; each round would tell it again.
void tell(const std::string& what, std::error_code error) {
    const bool told = error == base::Fault::storage_unavailable;
    spdlog::log(told ? spdlog::level::debug : spdlog::level::err, "{}: {}; it is tried again", what, error.message());
}

template <class Impl>
asio::awaitable<void> close(Shared<Impl> impl, base::Month month) {
    spdlog::info("closing month {}", base::to_string(month));
    hub::MonthCloser closer(impl->hub, hub::CloseMonth{month});
    while (!impl->stopping) {
        const Result<hub::MonthStatus> status = co_await awaiting::step(closer);
        if (!status) {
            tell("closing month " + base::to_string(month), status.error());
            co_return;
        }
        const hub::MonthStatus& now = status.value();
        spdlog::info("month {} is {}: {} of {} givers, {} of {} shares", base::to_string(month),
                     hub::to_string(now.phase), now.givers_closed, now.givers, now.shares_paid, now.shares);
        if (now.phase == hub::MonthPhase::closed) co_return;
    }
}

/// A round's part of what is due to go back; the next round goes on where it ended.
template <class Impl>
asio::awaitable<void> expire(Shared<Impl> impl) {
    constexpr int steps_max = 100;
    std::int64_t returned = 0;
    std::int64_t skipped = 0;
    for (int step = 0; step < steps_max && !impl->stopping; ++step) {
        hub::ExpireEscrow command;
        command.after = impl->expired_to;
        const Result<hub::ExpiryReceipt> receipt = co_await awaiting::run(impl->hub, &hub::expire_escrow, command);
        if (!receipt) {
            tell("returning unclaimed money", receipt.error());
            impl->expired_to = {};
            co_return;
        }
        returned += receipt.value().identities;
        skipped += receipt.value().skipped;
        impl->expired_to = receipt.value().last;
        if (!impl->expired_to) break;
    }
    if (returned > 0)
        spdlog::info("unclaimed money of {} identities went back to its givers; that of {} has nowhere to go yet",
                     returned, skipped);
}

/// Platforms that gave their people other ids (rule 22): the pairs whose days are over.
template <class Impl>
asio::awaitable<void> apply_ids(Shared<Impl> impl) {
    while (!impl->stopping) {
        const Result<hub::AppliedIdChanges> done =
            co_await awaiting::run(impl->hub, &hub::apply_id_changes, hub::ApplyIdChanges{});
        if (!done) {
            tell("applying changed ids", done.error());
            co_return;
        }
        if (done.value().applied + done.value().refused == 0) co_return;
        spdlog::warn("imported ids: {} identities bear their new id, {} were refused; obolus identity imports says why",
                     done.value().applied, done.value().refused);
    }
}

/// Lets the accounts' history catch up with the journal; what it lacks, readers look for in the journal itself, which
/// gets slow.
template <class Impl>
asio::awaitable<void> index(Shared<Impl> impl) {
    while (!impl->stopping) {
        const Result<hub::IndexedHistory> indexed =
            co_await awaiting::run(impl->hub, &hub::index_history, hub::IndexHistory{});
        if (!indexed) {
            tell("indexing the accounts' history", indexed.error());
            co_return;
        }
        if (indexed.value().txns == 0) co_return;
    }
}

template <class Impl>
asio::awaitable<void> one_round(Shared<Impl> impl) {
    const std::function<bool()> stopping = [impl] { return impl->stopping; };
    co_await send_payouts(impl->hub, stopping);
    const Result<std::vector<base::Month>> months =
        co_await awaiting::ask(impl->hub, &hub::months_to_close, hub::FindMonthsToClose{});
    if (months)
        for (const base::Month month : months.value())
            co_await close(impl, month);
    co_await apply_ids(impl);
    co_await expire(impl);
}

template <class Impl>
using Round = asio::awaitable<void> (*)(Shared<Impl>);

/// One round after the other, with a pause of `every` between.
template <class Impl>
asio::awaitable<void> rounds(Shared<Impl> impl, Round<Impl> round, asio::steady_timer* timer,
                             std::chrono::milliseconds every) {
    while (!impl->stopping) {
        try {
            co_await round(impl);
        } catch (const std::exception& error) {
            spdlog::error("a round of the clockwork failed: {}; the next one tries again", error.what());
        }
        if (impl->stopping) break;
        boost::system::error_code woken;
        timer->expires_after(every);
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    impl->loop_ended();
}

}  // namespace

Clockwork::Clockwork(asio::io_context& context, hub::Hub& hub, Options options)
    : impl_(std::make_shared<Impl>(context, hub, options)) {}

Clockwork::~Clockwork() {
    impl_->stopping = true;
    impl_->wake();
}

void Clockwork::start() {
    const auto executor = impl_->timer.get_executor();
    const Options& options = impl_->options;
    impl_->loops = 2;
    asio::co_spawn(executor, rounds<Impl>(impl_, &one_round<Impl>, &impl_->timer, options.every), asio::detached);
    asio::co_spawn(executor, rounds<Impl>(impl_, &index<Impl>, &impl_->history_timer, options.history_every),
                   asio::detached);
}

void Clockwork::stop(std::function<void()> done) {
    impl_->stopping = true;
    if (impl_->loops == 0) return done();
    impl_->stopped = std::move(done);
    impl_->wake();
}

}  // namespace obolus::jobs
