#include "end_to_end/journal_giver.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/ids.hpp"
#include "store/query.hpp"

namespace obolus::end_to_end {

namespace json = boost::json;

namespace {

constexpr std::chrono::minutes patience{1};
constexpr std::chrono::milliseconds moment{20};

int below(std::mt19937_64& random, int end) { return std::uniform_int_distribution<int>(0, end - 1)(random); }

/// EUR 0.000001 times `millionths`: each gift has an amount of its own.
std::string micro(int millionths) {
    char text[16];
    std::snprintf(text, sizeof text, "0.%06d", millionths);
    return text;
}

std::string cents(int count) {
    char text[16];
    std::snprintf(text, sizeof text, "%d.%02d", count / 100, count % 100);
    return text;
}

/// As the API names them.
std::set<std::string> flattrs_in_the_books(const std::string& database) {
    hub::Rules rules;
    rules.hub_id = "demo";
    store::Connection connection(database, store::Access::read_only);
    std::set<std::string> ids;
    store::query<std::int64_t, std::int64_t, std::int64_t>(
        connection, "SELECT month, giver, thing FROM flattrs",
        [&](std::int64_t month, std::int64_t giver, std::int64_t thing) {
            ids.insert(hub::flattr_id(rules, {{static_cast<std::int32_t>(month)}, {giver}, {thing}}));
        });
    return ids;
}

std::set<std::string> but_not_in(const std::set<std::string>& some, const std::set<std::string>& others) {
    std::set<std::string> rest;
    std::ranges::set_difference(some, others, std::inserter(rest, rest.end()));
    return rest;
}

}  // namespace

int Progress::starts() {
    const std::lock_guard lock(mutex_);
    return starts_;
}

void Progress::count_start() {
    const std::lock_guard lock(mutex_);
    ++starts_;
    changed_.notify_all();
}

void Progress::wait_for_start_after(int known) {
    std::unique_lock lock(mutex_);
    const bool started = changed_.wait_for(lock, patience, [&] { return starts_ != known; });
    EXPECT_TRUE(started) << "the hub doesn't answer, and nobody has killed it";
}

void Progress::wait_a_moment(int known) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, moment, [&] { return starts_ != known; });
}

void Progress::count_acknowledged() {
    const std::lock_guard lock(mutex_);
    ++acknowledged_;
    changed_.notify_all();
}

bool Progress::wait_for_acknowledged(int more) {
    std::unique_lock lock(mutex_);
    const int enough = acknowledged_ + more;
    return changed_.wait_for(lock, patience, [&] { return acknowledged_ >= enough; });
}

bool Progress::over() {
    const std::lock_guard lock(mutex_);
    return over_;
}

void Progress::end() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
}

JournalGiver::JournalGiver(const app::Places& places, const demo_platform::Person& person, std::uint64_t seed)
    : places_(places), random_(seed) {
    app::Browser at_home;
    app::sign_in(at_home, places_, std::string(person.id));
    app::open_account(at_home, places_);
    app::set_budget(at_home, places_, "1.00");
    const auto session = json::parse(at_home.send("GET", places_.hub + "/v1/session").body);
    const auto made = at_home.send("POST", places_.hub + "/v1/tokens",
                                   {{"Content-Type", "application/json"},
                                    {"Origin", places_.hub},
                                    {"X-Obolus-Csrf", session.at("csrf_token").as_string().c_str()}},
                                   R"({"name": "journal", "scopes": "read give manage"})");
    token_ = json::parse(made.body).at("token").as_string().c_str();
    const Command first{Kind::top_up, "/v1/top-ups", R"({"amount": "500.00", "currency": "EUR", "rail": "test"})",
                        "first"};
    EXPECT_EQ(ask(first), Answer::acknowledged);
    for (const demo_platform::Person& owner : demo_platform::people()) {
        if (owner.id == person.id) continue;
        names_.push_back("@" + std::string(owner.handle));
        for (const demo_platform::Post& post : owner.posts)
            names_.push_back(places_.platform + "/" + std::string(owner.handle) + "/status/" + std::string(post.id));
    }
}

JournalGiver::Command JournalGiver::next_command() {
    constexpr int again_one_in = 10;
    if (!with_key_.empty() && below(random_, again_one_in) == 0)
        return with_key_[static_cast<std::size_t>(below(random_, static_cast<int>(with_key_.size())))];
    const std::string& name = names_[next_name_++ % names_.size()];
    const auto kind = static_cast<Kind>(below(random_, 3));
    if (kind == Kind::flattr) return {kind, "/v1/flattrs", json::serialize(json::object{{"to", name}}), ""};
    const int number = ++keys_used_;
    const std::string key = "key-" + std::to_string(number);
    if (kind == Kind::gift)
        return {kind, "/v1/gifts",
                json::serialize(json::object{{"to", name}, {"amount", micro(number)}, {"currency", "EUR"}}), key};
    return {kind, "/v1/top-ups",
            json::serialize(json::object{{"amount", cents(number)}, {"currency", "EUR"}, {"rail", "test"}}), key};
}

void JournalGiver::give(Progress& progress) {
    while (!progress.over()) {
        const Command command = next_command();
        while (true) {
            const int known = progress.starts();
            const Answer answer = ask(command);
            if (answer == Answer::acknowledged) break;
            if (answer == Answer::lost)
                progress.wait_for_start_after(known);
            else
                progress.wait_a_moment(known);
            if (testing::Test::HasFailure()) return;
        }
        progress.count_acknowledged();
    }
}

JournalGiver::Answer JournalGiver::ask(const Command& command) {
    http::Fields headers{{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token_}};
    if (!command.key.empty()) headers.emplace_back("Idempotency-Key", '"' + command.key + '"');
    try {
        const http::ClientResponse response = browser_.send("POST", places_.hub + command.path, headers, command.body);
        if (response.status >= 500) return Answer::asks_for_patience;
        EXPECT_TRUE(response.status == 200 || response.status == 201)
            << command.path << " " << command.body << ": " << response.status << " " << response.body;
        if (response.status < 300) note(command, response.body, response.status == 201);
        return Answer::acknowledged;
    } catch (const app::BrowserError&) {
        if (command.kind == Kind::flattr) ++flattrs_lost_;
        return Answer::lost;
    }
}

void JournalGiver::note(const Command& command, const std::string& receipt, bool is_new) {
    const json::value parsed = json::parse(receipt);
    const std::string id = parsed.at("id").as_string().c_str();
    if (command.kind == Kind::flattr) {
        flattrs_.insert(id);
        return;
    }
    Money& money = command.kind == Kind::gift ? gifts_ : top_ups_;
    const auto [known, first_time] = ids_by_key_.try_emplace(command.key, id);
    EXPECT_EQ(known->second, id) << "the key " << command.key << " was answered with another transfer";
    EXPECT_TRUE(first_time || !is_new) << command.key << " was done twice";
    money[id] = json::serialize(parsed.at("amount"));
    if (first_time) with_key_.push_back(command);
}

std::multimap<std::string, std::string> JournalGiver::listed(const std::string& path, const std::string& list,
                                                             const std::string& kind) {
    std::multimap<std::string, std::string> all;
    for (std::string cursor;;) {
        const std::string url = places_.hub + path + "limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor);
        const auto response = browser_.send("GET", url, {{"Authorization", "Bearer " + token_}});
        EXPECT_EQ(response.status, 200) << response.body;
        if (response.status != 200) return all;
        const json::value page = json::parse(response.body);
        for (const json::value& item : page.at(list).as_array())
            if (kind.empty() || item.at("kind").as_string() == kind)
                all.emplace(item.at("id").as_string().c_str(), json::serialize(item.at("amount")));
        if (page.at("next_cursor").is_null()) return all;
        cursor = page.at("next_cursor").as_string().c_str();
    }
}

void JournalGiver::expect_money_there_once() {
    const auto as_listed = [](const Money& journal) {
        return std::multimap<std::string, std::string>(journal.begin(), journal.end());
    };
    EXPECT_EQ(listed("/v1/gifts?", "gifts", ""), as_listed(gifts_));
    EXPECT_EQ(listed("/v1/statement?account=wallet&", "entries", "top_up"), as_listed(top_ups_));
}

std::size_t expect_all_there_once(const std::vector<std::unique_ptr<JournalGiver>>& givers, const RunningHub& hub) {
    std::set<std::string> flattrs;
    std::size_t acknowledged = 0;
    std::size_t flattrs_lost = 0;
    for (const auto& giver : givers) {
        giver->expect_money_there_once();
        flattrs.insert(giver->flattrs().begin(), giver->flattrs().end());
        acknowledged += giver->acknowledged();
        flattrs_lost += giver->flattrs_lost();
    }
    const std::set<std::string> in_the_books = flattrs_in_the_books(hub.database());
    EXPECT_THAT(but_not_in(flattrs, in_the_books), testing::IsEmpty());
    // A flattr's key holds its month: one whose answer was lost just before the month's end is there, and once more in
    // the next month, when it was asked for again.
    EXPECT_LE(but_not_in(in_the_books, flattrs).size(), flattrs_lost);
    return acknowledged;
}

}  // namespace obolus::end_to_end
