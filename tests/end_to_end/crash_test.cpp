// The hub is killed again and again while givers give. Whatever was acknowledged must be there afterwards, exactly
// once.
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "demo_platform/people.hpp"
#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

namespace json = boost::json;

constexpr int kills = 20;
constexpr int acknowledged_between_kills = 12;

/// What the givers know together: how often the hub was started, and what it has acknowledged.
struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    int starts = 1;
    int acknowledged = 0;
    int givers_done = 0;
    bool over = false;
};

/// One person who flattrs everything that there is, over the API, and keeps a journal of what was acknowledged.
class Giver {
   public:
    Giver(const app::Places& places, const std::string& person) : places_(places) {
        app::sign_in(browser_, places_, person);
        app::open_account(browser_, places_);
        app::top_up(browser_, places_, "5.00");
        app::set_budget(browser_, places_, "1.00");
        csrf_ =
            json::parse(browser_.send("GET", places_.hub + "/v1/session").body).at("csrf_token").as_string().c_str();
        for (const auto& owner : demo_platform::people()) {
            if (owner.id == person) continue;
            names_.push_back("@" + std::string(owner.handle));
            for (const auto& post : owner.posts) {
                names_.push_back(places_.platform + "/" + std::string(owner.handle) + "/status/" +
                                 std::string(post.id));
            }
        }
    }

    /// Each name is tried until it is acknowledged: a lost answer is asked for again. Until everything is given or it
    /// is over.
    void give(Shared& shared) {
        for (const std::string& name : names_) {
            while (!flattr(name)) {
                std::unique_lock lock(shared.mutex);
                const int known = shared.starts;
                shared.changed.wait_for(lock, std::chrono::seconds(30),
                                        [&] { return shared.starts != known || shared.over; });
                if (shared.over) return;
            }
            const std::lock_guard lock(shared.mutex);
            ++shared.acknowledged;
            shared.changed.notify_all();
            if (shared.over) return;
        }
        const std::lock_guard lock(shared.mutex);
        ++shared.givers_done;
        shared.changed.notify_all();
    }

    void expect_all_there_once() {
        std::map<std::string, int> there;
        const std::string body = browser_.send("GET", places_.hub + "/v1/flattrs").body;
        const json::value listed = json::parse(body);
        for (const json::value& flattr : listed.at("flattrs").as_array())
            ++there[flattr.at("id").as_string().c_str()];
        for (const std::string& id : journal_)
            EXPECT_EQ(there[id], 1) << id;
        // What was committed but not acknowledged before a kill was asked for again, so that nothing else can be there.
        for (const auto& [id, times] : there)
            EXPECT_TRUE(journal_.contains(id) || unanswered_ > 0) << id;
    }
    std::size_t journal_size() const { return journal_.size(); }

   private:
    bool flattr(const std::string& name) {
        try {
            const http::ClientResponse response =
                browser_.send("POST", places_.hub + "/v1/flattrs",
                              {{"Content-Type", "application/json"}, {"Origin", places_.hub}, {"X-Obolus-Csrf", csrf_}},
                              json::serialize(json::object{{"to", name}}));
            if (response.status != 200 && response.status != 201) return false;
            journal_.insert(json::parse(response.body).at("id").as_string().c_str());
            return true;
        } catch (const app::BrowserError&) {
            ++unanswered_;
            return false;
        }
    }

    const app::Places& places_;
    app::Browser browser_;
    std::string csrf_;
    std::vector<std::string> names_;
    std::set<std::string> journal_;
    int unanswered_ = 0;
};

TEST(Crash, every_acknowledged_flattr_is_there_exactly_once_after_twenty_kills) {
    RunningHub hub;
    std::vector<std::unique_ptr<Giver>> givers;
    for (const auto& person : demo_platform::people())
        givers.push_back(std::make_unique<Giver>(hub.places(), std::string(person.id)));

    Shared shared;
    std::vector<std::thread> threads;
    for (const auto& giver : givers)
        threads.emplace_back([&giver, &shared] { giver->give(shared); });
    int killed_with_givers = 0;
    for (int kill = 0; kill < kills; ++kill) {
        std::unique_lock lock(shared.mutex);
        const int enough = shared.acknowledged + acknowledged_between_kills;
        shared.changed.wait_for(lock, std::chrono::seconds(60), [&] {
            return shared.acknowledged >= enough || shared.givers_done == static_cast<int>(givers.size());
        });
        if (shared.givers_done < static_cast<int>(givers.size())) ++killed_with_givers;
        lock.unlock();
        hub.kill_hub();
        hub.start_hub();
        lock.lock();
        ++shared.starts;
        shared.changed.notify_all();
    }
    {
        std::unique_lock lock(shared.mutex);
        shared.changed.wait_for(lock, std::chrono::seconds(60),
                                [&] { return shared.givers_done == static_cast<int>(givers.size()); });
        shared.over = true;
        shared.changed.notify_all();
    }
    for (std::thread& thread : threads)
        thread.join();

    EXPECT_EQ(killed_with_givers, kills) << "the load ended before the last kill";
    std::size_t acknowledged = 0;
    for (const auto& giver : givers) {
        giver->expect_all_there_once();
        acknowledged += giver->journal_size();
    }
    EXPECT_GT(acknowledged, static_cast<std::size_t>(kills * acknowledged_between_kills));
    hub.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
