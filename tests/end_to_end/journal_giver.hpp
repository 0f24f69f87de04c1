// A giver who keeps a journal of what the hub has acknowledged, and can tell afterwards whether all of it is there,
// once.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "app/story.hpp"
#include "demo_platform/people.hpp"
#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {

/// What the givers and whoever kills the hub know together.
class Progress {
   public:
    int starts();
    void count_start();
    /// Until the hub was started again since the `known`th time; a minute at most.
    void wait_for_start_after(int known);
    /// For what the hub asks to be asked again; not long, and only until it was started again.
    void wait_a_moment(int known);

    void count_acknowledged();
    /// Until so many more commands are acknowledged. False when that takes more than a minute.
    bool wait_for_acknowledged(int more);
    bool over();
    void end();

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int starts_ = 1;
    int acknowledged_ = 0;
    bool over_ = false;
};

class JournalGiver {
   public:
    /// Signs in, opens an account with money and a budget, and takes an API token.
    JournalGiver(const app::Places& places, const demo_platform::Person& person, std::uint64_t seed);

    /// Flattrs, gifts and top-ups in a random order, until it is over. Each is asked for until it is acknowledged,
    /// gifts and top-ups with the same key.
    void give(Progress& progress);

    /// The ids of all flattrs that were acknowledged.
    const std::set<std::string>& flattrs() const noexcept { return flattrs_; }
    /// How many flattrs got no answer and were asked for again.
    std::size_t flattrs_lost() const noexcept { return flattrs_lost_; }
    std::size_t acknowledged() const noexcept { return flattrs_.size() + gifts_.size() + top_ups_.size(); }
    /// Gifts and top-ups, as the API lists them, are those of the journal: none is missing, none is there twice, none
    /// has come from nowhere.
    void expect_money_there_once();

   private:
    enum class Kind { flattr, gift, top_up };
    struct Command {
        Kind kind = Kind::flattr;
        std::string path;
        std::string body;
        std::string key;  ///< "": none
    };
    enum class Answer { acknowledged, lost, asks_for_patience };
    using Money = std::map<std::string, std::string>;  ///< amounts by transfer id

    Command next_command();
    Answer ask(const Command& command);
    void note(const Command& command, const std::string& receipt, bool is_new);
    /// All pages of a list of the API.
    std::multimap<std::string, std::string> listed(const std::string& path, const std::string& list,
                                                   const std::string& kind);

    app::Places places_;
    app::Browser browser_;  ///< not signed in: a session would end with the months
    std::string token_;
    std::mt19937_64 random_;
    std::vector<std::string> names_;
    std::size_t next_name_ = 0;
    int keys_used_ = 0;
    std::set<std::string> flattrs_;
    std::size_t flattrs_lost_ = 0;
    Money gifts_, top_ups_;
    std::map<std::string, std::string> ids_by_key_;
    std::vector<Command> with_key_;  ///< acknowledged; asked again now and then
};

/// All that the givers were told is in the books of the running hub, once, and nothing that they didn't ask for. How
/// much that was.
std::size_t expect_all_there_once(const std::vector<std::unique_ptr<JournalGiver>>& givers, const RunningHub& hub);

}  // namespace obolus::end_to_end
