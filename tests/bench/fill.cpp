// Fills a hub's empty database as years of use would: bench_fill DATABASE MEMBERS FLATTRS SESSIONS.
//
// Every member has an identity of platform `demo`, a wallet and a plan; as many identities again are strangers. Each
// member has given FLATTRS flattrs in the running month, to identities chosen at random. Members, identities and links
// are written in bulk; money and flattrs come about through the verbs, in batches of thousands, so that `obolus audit`
// accepts the books. Last, SESSIONS members chosen at random are signed in: prints each one's token and number, one a
// line. Who is who follows from the numbers alone (person() below, and tests/bench/people.py).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "hub/flattr.hpp"
#include "hub/hub.hpp"
#include "hub/index_history.hpp"
#include "hub/month_cut.hpp"
#include "hub/sign_in.hpp"
#include "hub/top_up.hpp"
#include "store/batch.hpp"
#include "store/connection.hpp"
#include "store/transaction.hpp"

namespace {

using namespace obolus;
using store::Int;

constexpr std::size_t commands_at_once = 10'000;

/// People are numbered from 1; the first MEMBERS of them are members, whose identities carry the same number.
identity::ExternalIdentity person(Int number) {
    const std::string name = std::to_string(number);
    return {{"demo", "", name}, "m" + name, "Person " + name, "", "https://people.example/m" + name, "person"};
}

giving::Thing thing_of(const identity::ExternalIdentity& owner) {
    return {identity::to_string(owner.key), owner.profile_url, "@" + owner.handle};
}

/// One line on standard error that moves on.
class Progress {
   public:
    Progress(const char* what, std::size_t all) : what_(what), all_(all) {}
    ~Progress() { std::fprintf(stderr, "\n"); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void at(std::size_t done) const {
        std::fprintf(stderr, "\r%-10s %3zu %%  %zu of %zu", what_, all_ == 0 ? 100 : done * 100 / all_, done, all_);
    }

   private:
    const char* what_;
    std::size_t all_;
};

struct Session {
    std::string token;
    Int member;
};

class Filler {
   public:
    Filler(const std::string& database, hub::Rules rules)
        : connection_(database, store::Access::read_write), rules_(std::move(rules)) {}

    void add_people(std::size_t members);
    void top_up(std::size_t members);
    void give(std::size_t members, std::size_t flattrs_each);
    void index_history();
    std::vector<Session> sign_in(std::size_t members, std::size_t sessions);

   private:
    /// Work in a transaction of its own, at the machine's time.
    void commit(const std::function<void(store::Transaction&)>& work);
    /// Runs the verb over commands 0 .. count in batches; ends the program at the first refusal.
    template <class Command, class Answer>
    void run(const char* what, hub::Verb<Command, Answer> verb, std::size_t count,
             const std::function<Command(std::size_t)>& command);

    store::Connection connection_;
    hub::Rules rules_;
    std::mt19937_64 random_{20261101};
};

void Filler::commit(const std::function<void(store::Transaction&)>& work) {
    store::Transaction transaction(connection_,
                                   std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
    hub::record_month_cut(transaction, rules_);
    work(transaction);
    transaction.commit();
}

template <class Command, class Answer>
void Filler::run(const char* what, hub::Verb<Command, Answer> verb, std::size_t count,
                 const std::function<Command(std::size_t)>& command) {
    const Progress progress(what, count);
    for (std::size_t first = 0; first < count; first += commands_at_once) {
        std::vector<Command> commands;
        for (std::size_t i = first; i < std::min(first + commands_at_once, count); ++i)
            commands.push_back(command(i));
        commit([&](store::Transaction& transaction) {
            for (const auto& answer : verb(transaction, rules_, commands)) {
                if (answer) continue;
                std::fprintf(stderr, "\n%s: %s\n", what, answer.error().message().c_str());
                std::exit(1);
            }
        });
        progress.at(first + commands.size());
    }
}

void Filler::add_people(std::size_t members) {
    static constexpr store::BatchSql add_identity{
        "INSERT INTO identities (id, provider, instance, subject, handle, name, avatar_url, profile_url, kind, "
        "seen_at) "
        "VALUES (:id, 'demo', '', :subject, :handle, :name, '', :profile, :kind, :seen)",
        "INSERT INTO identities (id, provider, instance, subject, handle, name, avatar_url, profile_url, kind, "
        "seen_at) "
        "SELECT id, 'demo', '', subject, handle, name, '', profile, kind, seen FROM unnest(CAST(:ids AS bigint[]), "
        "CAST(:subjects AS text[]), CAST(:handles AS text[]), CAST(:names AS text[]), CAST(:profiles AS text[]), "
        "CAST(:kinds AS text[]), CAST(:seens AS bigint[])) AS k(id, subject, handle, name, profile, kind, seen)"};
    static constexpr store::BatchSql add_thing{
        "INSERT INTO things (id, key, url, title) VALUES (:id, :key, :url, :title)",
        "INSERT INTO things (id, key, url, title) SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:keys AS text[]), "
        "CAST(:urls AS text[]), CAST(:titles AS text[]))"};
    static constexpr store::BatchSql add_member{
        "INSERT INTO members (id, created_at, plan_micro) VALUES (:id, :at, :plan)",
        "INSERT INTO members (id, created_at, plan_micro) SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:ats AS "
        "bigint[]), CAST(:plans AS bigint[]))"};
    static constexpr store::BatchSql add_link{
        "INSERT INTO links (identity, member, linked_at) VALUES (:identity, :member, :at)",
        "INSERT INTO links (identity, member, linked_at) SELECT * FROM unnest(CAST(:identities AS bigint[]), "
        "CAST(:members AS bigint[]), CAST(:ats AS bigint[]))"};
    const Int plan = money::Amount::parse("1", rules_.currency).value().micro();
    const Int last = static_cast<Int>(2 * members);
    const Progress progress("people", 2 * members);
    for (Int first = 1; first <= last; first += static_cast<Int>(commands_at_once))
        commit([&](store::Transaction& transaction) {
            store::Rows<Int, std::string, std::string, std::string, std::string, std::string, Int> identities;
            store::Rows<Int, std::string, std::string, std::string> things;
            store::Rows<Int, Int, Int> new_members, links;
            const Int now = base::to_micros(transaction.now());
            const Int end = std::min(first + static_cast<Int>(commands_at_once), last + 1);
            for (Int n = first; n < end; ++n) {
                const identity::ExternalIdentity who = person(n);
                const giving::Thing thing = thing_of(who);
                identities.add(n, who.key.subject, who.handle, who.name, who.profile_url, who.kind, now);
                things.add(n, thing.key, thing.url, thing.title);
                if (n > static_cast<Int>(members)) continue;
                new_members.add(n, now, plan);
                links.add(n, n, now);
                transaction.head().next_member = n + 1;
            }
            transaction.head().next_identity = transaction.head().next_thing = end;
            store::run_all(connection_, add_identity, identities);
            store::run_all(connection_, add_thing, things);
            store::run_all(connection_, add_member, new_members);
            store::run_all(connection_, add_link, links);
            progress.at(static_cast<std::size_t>(end - 1));
        });
}

void Filler::top_up(std::size_t members) {
    const money::Amount amount = money::Amount::parse("1000", rules_.currency).value();
    run<hub::TopUp, hub::TopUpReceipt>("top-ups", &hub::top_up, members, [&](std::size_t i) {
        return hub::TopUp{{static_cast<Int>(i) + 1}, amount, "test", "bench"};
    });
}

void Filler::give(std::size_t members, std::size_t flattrs_each) {
    const Int people = static_cast<Int>(2 * members);
    // An index in the order of what is random here is made faster once than page by page.
    connection_.execute("DROP INDEX flattrs_by_identity");
    run<hub::Flattr, hub::FlattrReceipt>("flattrs", &hub::flattr, members * flattrs_each, [&](std::size_t i) {
        const Int giver = static_cast<Int>(i / flattrs_each) + 1;
        Int to = 1 + static_cast<Int>(random_() % static_cast<std::uint64_t>(people));
        if (to == giver) to = giver % people + 1;
        const identity::ExternalIdentity owner = person(to);
        return hub::Flattr{{giver}, owner, thing_of(owner)};
    });
    connection_.execute("CREATE INDEX flattrs_by_identity ON flattrs (identity, month)");
}

void Filler::index_history() {
    for (std::int64_t txns = 1; txns != 0;)
        commit([&](store::Transaction& transaction) {
            const hub::IndexHistory command{50'000};
            txns = hub::index_history(transaction, rules_, {&command, 1}).front().value().txns;
        });
}

std::vector<Session> Filler::sign_in(std::size_t members, std::size_t sessions) {
    std::vector<Session> opened;
    run<hub::SignIn, hub::SessionView>("sessions", &hub::sign_in, sessions, [&](std::size_t) {
        opened.push_back({base::random_token(), 1 + static_cast<Int>(random_() % members)});
        return hub::SignIn{opened.back().token, {person(opened.back().member)}, ""};
    });
    return opened;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: bench_fill DATABASE MEMBERS FLATTRS_EACH SESSIONS\n");
        return 2;
    }
    const auto members = static_cast<std::size_t>(std::atoll(argv[2]));
    hub::Rules rules;
    rules.hub_id = "bench";
    rules.test_rail = true;
    try {
        Filler filler(argv[1], rules);
        filler.add_people(members);
        filler.top_up(members);
        filler.give(members, static_cast<std::size_t>(std::atoll(argv[3])));
        filler.index_history();
        for (const Session& session : filler.sign_in(members, static_cast<std::size_t>(std::atoll(argv[4]))))
            std::printf("%s %lld\n", session.token.c_str(), session.member);
    } catch (...) {
        std::fprintf(stderr, "\n%s\n", store::caught_exception().message.c_str());
        return 1;
    }
    return 0;
}
