// A hub on a database of its own, with a clock that tests move: a file in a temporary folder, or on a private
// PostgreSQL server when the environment says so (support/postgresql.hpp).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hub/audit.hpp"
#include "hub/claim.hpp"
#include "hub/close_month.hpp"
#include "hub/dashboard.hpp"
#include "hub/flattr.hpp"
#include "hub/hub.hpp"
#include "hub/set_budget.hpp"
#include "hub/sign_in.hpp"
#include "hub/top_up.hpp"
#include "support/test_database.hpp"

namespace obolus::support {

class TestHub {
   public:
    explicit TestHub(hub::Rules rules = default_rules());
    ~TestHub();

    /// hub id "test", EUR, UTC, test rail, movable clock, operator demo:1.
    static hub::Rules default_rules();

    hub::Hub& hub() { return *hub_; }
    std::string database() const { return database_.address(); }
    /// Ends the hub: no thread and no connection is left until restart(), so that a test may fork.
    void stop() { hub_.reset(); }
    /// Ends the hub and opens the same database again.
    void restart();
    void restart(hub::Rules rules);

    base::Time now() const { return base::from_micros(clock_.load()); }
    void advance(std::chrono::microseconds by) { clock_ += by.count(); }
    void set_clock(base::Time time) { clock_ = base::to_micros(time); }

    /// Somebody on platform "demo": the subject also makes the handle.
    static identity::ExternalIdentity person(const std::string& subject);
    /// Signs in as one or several identities of "demo"; the session's token.
    std::string sign_in_as_all(const std::vector<std::string>& subjects);
    std::string sign_in(const std::string& subject) { return sign_in_as_all({subject}); }
    /// Signs in and opens an account.
    base::MemberId join(const std::string& subject);
    /// A member with money and a plan, in whole euros.
    base::MemberId join(const std::string& subject, std::int64_t wallet_euros, std::int64_t plan_euros);

    money::Amount euros(std::int64_t major) const;
    money::Amount micro(std::int64_t micro) const;
    base::Result<hub::TopUpReceipt> top_up(base::MemberId member, money::Amount amount);
    base::Result<hub::BudgetView> set_budget(base::MemberId member, money::Amount plan);
    /// Flattrs the account itself of somebody on "demo".
    base::Result<hub::FlattrReceipt> flattr(base::MemberId giver, const std::string& subject);
    base::Result<hub::FlattrReceipt> flattr_post(base::MemberId giver, const std::string& subject,
                                                 const std::string& post);
    hub::Dashboard dashboard(base::MemberId member);
    /// What waits for somebody on "demo", as they see it after signing in.
    hub::ClaimPreview preview(const std::string& subject);
    /// Ends the running month and closes it to the end; its last status.
    hub::MonthStatus end_and_close_month();
    hub::MonthStatus close_month(base::Month month);

    /// Runs SQL behind the hub's back, with no constraint in its way; it must change something. The head moves on, as it
    /// does with each commit: by that a hub sees that what it knows may not be true any more.
    void tamper(const std::string& sql) {
        database_.tamper(sql);
        database_.tamper("UPDATE log_head SET at = at + 1");
    }
    /// The first column of the first row that `sql` finds.
    std::int64_t number(const std::string& sql) { return database_.number(sql); }

    /// What `obolus audit` says; "" when the books are right.
    std::string audit();

   private:
    void open(hub::Rules rules);

    TestDatabase database_;
    std::atomic<std::int64_t> clock_;
    std::unique_ptr<hub::Hub> hub_;
    std::int64_t next_key_ = 1;
};

}  // namespace obolus::support
