// What a month's close costs, piece by piece; each prints one line of JSON. tests/bench/close.py runs the pieces and
// compares.
//     close_bench fill DATABASE GIVERS FLATTRS RECIPIENTS     a fresh database of the month
//     close_bench floor FILE GIVERS FLATTRS RECIPIENTS        the same shares, inserted raw: SQLite's C API, a row for
//     each close_bench close DATABASE                              the hub's close, through its verb and its writer
//     close_bench preview DATABASE                            the same, foreseen
//     close_bench serve DATABASE GIVERS FLATTRS RECIPIENTS    the same, while 64 givers flattr; and before, without it
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <thread>

#include <sqlite3.h>

#include "close_month.hpp"
#include "giving/close.hpp"
#include "giving/refusal.hpp"
#include "hub/flattr.hpp"
#include "hub/hub.hpp"
#include "hub/month_closer.hpp"
#include "hub/preview_close.hpp"

namespace obolus::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) { return std::chrono::duration<double>(Clock::now() - begun).count(); }

/// What the process has spent on its processors, all threads together: says more than the clock on a busy machine.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Adds up the time of the pieces that count.
class Spent {
   public:
    template <class Work>
    void on(const Work& work) {
        const auto begun = Clock::now();
        const double cpu_begun = cpu_seconds();
        work();
        seconds_ += seconds_since(begun);
        cpu_ += cpu_seconds() - cpu_begun;
    }
    double seconds() const noexcept { return seconds_; }
    double cpu() const noexcept { return cpu_; }

   private:
    double seconds_ = 0;
    double cpu_ = 0;
};

/// The most memory that this process has had, in MiB.
double peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) / 1024;
    return 0;
}

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "close_bench: %s\n", what.c_str());
    std::exit(1);
}

/// A statement of SQLite's, run again and again.
class Raw {
   public:
    Raw(sqlite3* database, const char* sql) {
        if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(database));
    }
    ~Raw() { sqlite3_finalize(statement_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    template <class... Values>
    void run(Values... values) {
        int index = 0;
        (sqlite3_bind_int64(statement_, ++index, values), ...);
        if (sqlite3_step(statement_) != SQLITE_DONE) fail("a row was not inserted");
        sqlite3_reset(statement_);
    }

   private:
    sqlite3_stmt* statement_ = nullptr;
};

void execute(sqlite3* database, const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(database));
}

/// The shares of a range of givers, divided as the close does it: that is not what is timed.
std::vector<ledger::Line> shares_of(const Community& community, std::int64_t first, std::int64_t last) {
    std::vector<ledger::Line> shares;
    for (std::int64_t giver = first; giver <= last; ++giver) {
        std::vector<giving::CountedFlattr> counted;
        for (const std::int64_t identity : community.flattrs_of(giver))
            counted.push_back({{identity}, {identity}, false, false, 0});
        const auto close = giving::close_giver({month_index}, {giver}, budget_micro, counted);
        shares.insert(shares.end(), close.lines.begin(), close.lines.end());
    }
    return shares;
}

/// A row for each share with all that a transfer says of it, every account's balance written once, one transaction, one
/// commit; only the database's time counts.
void run_floor(const std::string& file, const Community& community) {
    constexpr std::int64_t givers_at_once = 1'000;
    sqlite3* database = nullptr;
    if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) fail("can't open " + file);
    execute(database, "PRAGMA journal_mode = WAL");
    execute(database, "PRAGMA synchronous = FULL");
    execute(database, "PRAGMA cache_size = -65536");
    execute(
        database,
        "CREATE TABLE shares (seq INTEGER, n INTEGER, debit_account INTEGER, credit_account INTEGER, thing INTEGER, "
        "amount_micro INTEGER, dr_from INTEGER, cr_from INTEGER, PRIMARY KEY (seq, n)) WITHOUT ROWID");
    execute(database, "CREATE TABLE balances (account INTEGER PRIMARY KEY, debits INTEGER, credits INTEGER)");
    execute(database, "BEGIN");
    std::vector<std::int64_t> received(static_cast<std::size_t>(community.recipients()) + 1);
    Spent spent;
    {
        Raw share(database, "INSERT INTO shares VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        Raw balance(database, "INSERT INTO balances VALUES (?, ?, ?)");
        for (std::int64_t first = 1; first <= community.givers(); first += givers_at_once) {
            const std::int64_t last = std::min(community.givers(), first + givers_at_once - 1);
            const std::vector<ledger::Line> shares = shares_of(community, first, last);
            spent.on([&] {
                std::int64_t n = 0;
                std::int64_t given = 0;
                for (const ledger::Line& line : shares) {
                    std::int64_t& total = received[static_cast<std::size_t>(line.identity.value)];
                    share.run(first, ++n, line.giver.value, -line.identity.value, line.thing.value, line.amount_micro,
                              given % budget_micro, total);
                    total += line.amount_micro;
                    given += line.amount_micro;
                }
                for (std::int64_t giver = first; giver <= last; ++giver)
                    balance.run(giver, budget_micro, budget_micro);
            });
        }
        spent.on([&] {
            for (std::size_t identity = received.size() - 1; identity > 0; --identity)
                if (received[identity] > 0)
                    balance.run(-static_cast<std::int64_t>(identity), std::int64_t{0}, received[identity]);
        });
    }
    spent.on([&] { execute(database, "COMMIT"); });
    sqlite3_close(database);
    std::printf("{\"seconds\": %.3f, \"cpu\": %.3f}\n", spent.seconds(), spent.cpu());
}

std::unique_ptr<hub::Hub> open(const std::string& database) {
    hub::Rules rules;
    rules.hub_id = "bench";
    rules.test_rail = true;
    rules.opt_out_key = std::string(32, 'k');
    std::string problem;
    auto hub = hub::Hub::open(
        {database}, rules, [] { return base::Time(std::chrono::sys_days{std::chrono::year{2026} / 12 / 2}); }, {},
        problem);
    if (!hub) fail(problem);
    return std::move(hub).value();
}

void run_close(const std::string& database) {
    const auto hub = open(database);
    std::vector<double> steps;
    double dividing = 0;
    const auto begun = Clock::now();
    const double cpu_begun = cpu_seconds();
    hub::MonthCloser closer(*hub, hub::CloseMonth{{month_index}});
    while (true) {
        const auto step_begun = Clock::now();
        const auto status = closer.step_now();
        if (!status) fail(status.error().message());
        steps.push_back(seconds_since(step_begun));
        if (status.value().phase == hub::MonthPhase::dividing) dividing = seconds_since(begun);
        if (status.value().phase != hub::MonthPhase::closed) continue;
        const double all = seconds_since(begun);
        std::ranges::sort(steps);
        std::printf(
            "{\"seconds\": %.3f, \"cpu\": %.3f, \"dividing\": %.3f, \"steps\": %zu, \"step_p50_ms\": %.1f, "
            "\"step_p99_ms\": %.1f, "
            "\"step_max_ms\": %.1f, \"shares\": %lld, \"recipients\": %lld, \"peak_mib\": %.0f}\n",
            all, cpu_seconds() - cpu_begun, dividing, steps.size(), steps[steps.size() / 2] * 1e3,
            steps[steps.size() * 99 / 100] * 1e3, steps.back() * 1e3, static_cast<long long>(status.value().shares),
            static_cast<long long>(status.value().recipients), peak_mib());
        return;
    }
}

void run_preview(const std::string& database) {
    const auto hub = open(database);
    const auto begun = Clock::now();
    const auto preview = hub->ask_now(&hub::preview_close, hub::PreviewClose{{month_index}});
    if (!preview) fail(preview.error().message());
    std::printf("{\"seconds\": %.3f, \"recipients\": %lld, \"peak_mib\": %.0f}\n", seconds_since(begun),
                static_cast<long long>(preview.value().recipients), peak_mib());
}

/// 64 givers who flattr in the new month, one after the other each, until they are told to stop.
class Crowd {
   public:
    Crowd(hub::Hub& hub, const Community& community) : hub_(hub), community_(community) {}

    /// Latencies in milliseconds, sorted, of what was answered while `work` ran.
    std::vector<double> during(const std::function<void()>& work) {
        stop_ = false;
        std::vector<std::thread> threads;
        std::vector<std::vector<double>> found(givers);
        for (std::size_t i = 0; i < givers; ++i)
            threads.emplace_back([this, i, &found] { give(static_cast<std::int64_t>(i) + 1, found[i]); });
        work();
        stop_ = true;
        std::vector<double> all;
        for (std::size_t i = 0; i < givers; ++i) {
            threads[i].join();
            all.insert(all.end(), found[i].begin(), found[i].end());
        }
        std::ranges::sort(all);
        return all;
    }

   private:
    static constexpr std::size_t givers = 64;

    void give(std::int64_t giver, std::vector<double>& latencies) {
        while (!stop_) {
            // Never the same twice: both go round, and the recipients' number and 64 givers last for long.
            const std::int64_t identity = next_++ % community_.recipients() + 1;
            const std::string name = std::to_string(identity);
            const auto begun = Clock::now();
            const auto receipt = hub_.run_now(
                &hub::flattr,
                hub::Flattr{{giver}, {{"bench", "", name}, "", "", "", "", ""}, {"bench:" + name, "", ""}});
            if (!receipt && receipt.error() != make_error_code(giving::Refusal::own_thing))
                fail(receipt.error().message());
            latencies.push_back(seconds_since(begun) * 1e3);
        }
    }

    hub::Hub& hub_;
    const Community& community_;
    std::atomic<bool> stop_{false};
    std::atomic<std::int64_t> next_{0};
};

void run_serve(const std::string& database, const Community& community) {
    const auto hub = open(database);
    Crowd crowd(*hub, community);
    const auto idle = crowd.during([] { std::this_thread::sleep_for(std::chrono::seconds{5}); });
    const auto begun = Clock::now();
    double closing = 0;
    const auto busy = crowd.during([&] {
        hub::MonthCloser closer(*hub, hub::CloseMonth{{month_index}});
        while (true) {
            const auto status = closer.step_now();
            if (!status) fail(status.error().message());
            if (status.value().phase == hub::MonthPhase::closed) break;
        }
        closing = seconds_since(begun);
    });
    const auto at = [](const std::vector<double>& sorted, std::size_t percent) {
        return sorted.empty() ? 0 : sorted[sorted.size() * percent / 100];
    };
    std::printf(
        "{\"seconds\": %.3f, \"idle_flattrs_s\": %.0f, \"idle_p50_ms\": %.1f, \"idle_p99_ms\": %.1f, "
        "\"closing_flattrs_s\": %.0f, \"closing_p50_ms\": %.1f, \"closing_p99_ms\": %.1f}\n",
        closing, static_cast<double>(idle.size()) / 5, at(idle, 50), at(idle, 99),
        static_cast<double>(busy.size()) / closing, at(busy, 50), at(busy, 99));
}

int run(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    const auto community = [&] { return Community(std::atoll(argv[3]), std::atoll(argv[4]), std::atoll(argv[5])); };
    if (what == "fill" && argc == 6) {
        fill(argv[2], community());
        std::printf("{\"flattrs\": %lld}\n", static_cast<long long>(community().flattrs()));
    } else if (what == "floor" && argc == 6) {
        run_floor(argv[2], community());
    } else if (what == "serve" && argc == 6) {
        run_serve(argv[2], community());
    } else if (what == "close" && argc == 3) {
        run_close(argv[2]);
    } else if (what == "preview" && argc == 3) {
        run_preview(argv[2]);
    } else {
        std::fprintf(
            stderr,
            "usage: close_bench fill|floor|serve WHERE GIVERS FLATTRS RECIPIENTS\n       close_bench close|preview "
            "DATABASE\n");
        return 2;
    }
    return 0;
}

}  // namespace
}  // namespace obolus::bench

int main(int argc, char** argv) {
    try {
        return obolus::bench::run(argc, argv);
    } catch (const std::exception& error) {
        obolus::bench::fail(error.what());
    }
}
