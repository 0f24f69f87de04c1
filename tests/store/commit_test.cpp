// Commits whose request or whose answer is lost on its way to PostgreSQL: the writer finds out what became of them and
// answers rightly, each command exactly once.
#include <atomic>
#include <csignal>
#include <functional>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/connection.hpp"
#include "support/test_hub.hpp"

namespace {

enum class Lose { nothing, request, answer };
std::atomic<Lose> at_next_commit{Lose::nothing};
/// Runs behind the commit whose answer is lost.
std::function<void()> meanwhile;

}  // namespace

/// In front of libpq's own.
extern "C" PGresult* PQexec(PGconn* connection, const char* sql) {
    static auto* const real = reinterpret_cast<PGresult* (*)(PGconn*, const char*)>(dlsym(RTLD_NEXT, "PQexec"));
    if (!std::string_view(sql).ends_with("COMMIT")) return real(connection, sql);
    const Lose lost = at_next_commit.exchange(Lose::nothing);
    if (lost == Lose::nothing) return real(connection, sql);
    if (lost == Lose::answer) PQclear(real(connection, sql));
    shutdown(PQsocket(connection), SHUT_RDWR);
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return real(connection, sql);
}

namespace obolus::store {
namespace {

using support::TestHub;

class Commit : public testing::Test {
   protected:
    Commit() { ada = test.join("1", 5, 1); }
    ~Commit() override { at_next_commit = Lose::nothing; }
    base::Result<hub::TopUpReceipt> top_up(hub::Hub& by, const std::string& key) {
        return by.run_now(hub::top_up, hub::TopUp{ada, euro, "test", key});
    }
    std::unique_ptr<hub::Hub> another_hub(std::chrono::milliseconds resolve_within = std::chrono::seconds(30)) {
        hub::HubOptions options;
        options.database = test.database();
        options.resolve_within = resolve_within;
        std::string problem;
        auto opened = hub::Hub::open(
            options, TestHub::default_rules(), [this] { return test.now(); }, {}, problem);
        EXPECT_TRUE(opened) << problem;
        return std::move(opened).value();
    }
    void allow_connections(bool allowed) const {
        const std::string address = test.database();
        const std::size_t name = address.find("dbname=") + 7;
        support::run_on_postgresql(
            address.substr(0, name) + "postgres",
            "ALTER DATABASE " + address.substr(name) + " ALLOW_CONNECTIONS " + (allowed ? "true" : "false"));
    }

    TestHub test;
    base::MemberId ada;
    const money::Amount euro = test.euros(1);
};

TEST_F(Commit, that_arrived_is_answered_as_done_though_its_answer_was_lost) {
    const std::int64_t before = test.number("SELECT seq FROM log_head");
    at_next_commit = Lose::answer;
    const auto receipt = top_up(test.hub(), "once");
    ASSERT_TRUE(receipt) << receipt.error().message();
    EXPECT_FALSE(receipt.value().repeated);
    EXPECT_EQ(test.number("SELECT seq FROM log_head"), before + 1);
    EXPECT_TRUE(top_up(test.hub(), "once").value().repeated);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(6));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Commit, that_did_not_arrive_is_done_again_unnoticed) {
    const std::int64_t before = test.number("SELECT seq FROM log_head");
    at_next_commit = Lose::request;
    const auto receipt = top_up(test.hub(), "once");
    ASSERT_TRUE(receipt) << receipt.error().message();
    EXPECT_FALSE(receipt.value().repeated);
    EXPECT_EQ(test.number("SELECT seq FROM log_head"), before + 1);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(6));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Commit, is_told_apart_from_those_that_other_hubs_made_meanwhile) {
    const auto other = another_hub();
    int made = 0;
    for (const Lose lost : {Lose::answer, Lose::request}) {
        const std::string key = "ours-" + std::to_string(made);
        meanwhile = [&, this] { made += top_up(*other, "theirs-" + std::to_string(made)) ? 1 : 0; };
        at_next_commit = lost;
        const auto receipt = top_up(test.hub(), key);
        ASSERT_TRUE(receipt) << receipt.error().message();
        EXPECT_FALSE(receipt.value().repeated);
    }
    EXPECT_EQ(made, 2);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(9));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Commit, stays_unknown_when_the_database_stays_away_and_its_key_tells_later) {
    const auto impatient = another_hub(std::chrono::milliseconds(300));
    meanwhile = [this] { allow_connections(false); };
    at_next_commit = Lose::answer;
    const auto receipt = top_up(*impatient, "once");
    allow_connections(true);
    ASSERT_FALSE(receipt);
    EXPECT_EQ(receipt.error(), base::Fault::outcome_unknown);
    EXPECT_TRUE(top_up(*impatient, "once").value().repeated);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(6));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Commit, of_a_batch_answers_each_of_its_commands_once) {
    constexpr int commands = 40;
    std::atomic<int> done{0};
    std::vector<std::future<void>> answers;
    at_next_commit = Lose::answer;
    for (int i = 0; i < commands; ++i) {
        const auto promise = std::make_shared<std::promise<void>>();
        answers.push_back(promise->get_future());
        test.hub().run(
            hub::top_up, hub::TopUp{ada, test.euros(1), "test", "batch-" + std::to_string(i)},
            std::function<void(base::Result<hub::TopUpReceipt>)>([&, promise](base::Result<hub::TopUpReceipt> receipt) {
                done += receipt && !receipt.value().repeated ? 1 : 0;
                promise->set_value();
            }));
    }
    for (auto& answer : answers)
        answer.get();
    EXPECT_EQ(done, commands);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5 + commands));
    EXPECT_EQ(test.audit(), "");
}

/// A transaction of somebody else's that keeps hubs from looking up keys: a top-up stops in its middle.
class KeysLocked {
   public:
    explicit KeysLocked(const std::string& address) : connection_(address, Access::read_write) {
        connection_.execute("BEGIN");
        connection_.execute("LOCK TABLE idempotency IN ACCESS EXCLUSIVE MODE");
    }
    void release() { connection_.execute("COMMIT"); }

   private:
    Connection connection_;
};

TEST_F(Commit, of_a_hub_that_was_frozen_in_mid_transaction_never_comes_and_the_others_go_on) {
    test.stop();
    KeysLocked keys(test.database());
    const pid_t child = fork();
    if (child == 0) {
        const auto frozen = another_hub();
        const auto first = top_up(*frozen, "frozen");
        if (first || first.error() != base::Fault::storage_unavailable) _exit(1);
        const auto again = top_up(*frozen, "frozen");
        _exit(again && !again.value().repeated ? 0 : 2);
    }
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0 &&
           test.number("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type "
                       "= 'Lock'") == 0)
        std::this_thread::yield();
    ASSERT_EQ(kill(child, SIGSTOP), 0) << "the child ended by itself: " << status;
    // From here on the frozen hub holds the books' lock, and its statement has ended.
    keys.release();
    std::string problem;
    base::Result<std::unique_ptr<hub::Hub>> other = base::Fault::storage_locked;
    const auto begun = std::chrono::steady_clock::now();
    while (!other && std::chrono::steady_clock::now() - begun < std::chrono::seconds(40))
        other = hub::Hub::open(
            {test.database()}, TestHub::default_rules(), [this] { return test.now(); }, {}, problem);
    ASSERT_TRUE(other) << problem;
    EXPECT_TRUE(top_up(*other.value(), "theirs"));
    ASSERT_EQ(kill(child, SIGCONT), 0);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    other = base::Fault::shutting_down;
    test.restart(TestHub::default_rules());
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(7));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus::store
