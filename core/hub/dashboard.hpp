// What a member sees: money, this month's flattrs, what came in and from where, what was given, what there is to be
// told.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct FlattrView {
    std::string id;
    std::string thing_title, thing_url, thing_key;
    identity::ExternalIdentity owner;
    base::Time at;
    std::int64_t number = 0;  ///< the thing's: where the next page of a list begins
};

/// A share that was divided or a gift, on its giver's side or its recipient's: one line of a packed transfer.
struct LineView {
    std::string id;  ///< "demo/t/63.1.4": transfer and line
    base::Month month;
    std::string thing_title, thing_url, thing_key;
    identity::ExternalIdentity identity;  ///< whose it was
    money::Amount amount = money::Amount::zero(money::euro());
    std::string state;  ///< given: "closing" | "waiting" | "claimed" | "returned" | "received"; received: "received"
    base::Time at;
    bool is_gift = false;
    std::string giver;  ///< received: the name of a giver who shows it; "": "somebody" (rule 25)
};

struct NoticeView {
    std::string kind;  ///< "flattrs_lapsed", "share_returned", "handle_shown", ...: a key of the page's texts
    std::vector<std::pair<std::string, std::string>> parameters;
    base::Time at;
};

struct Dashboard {
    base::MemberId member;
    std::vector<identity::ExternalIdentity> identities;
    money::Amount wallet, plan, reserved, revenue;
    base::Month month;
    base::Time month_ends_at;
    std::int64_t flattrs_count = 0;
    std::vector<FlattrView> flattrs;  ///< of the running month, latest first, at most 200
    std::vector<LineView> given;      ///< latest first, at most 200
    std::vector<LineView> received;   ///< latest first, at most 200
    std::vector<NoticeView> notices;  ///< latest first, at most 20
};

struct ShowDashboard {
    base::MemberId member;
};
base::Result<Dashboard> dashboard(store::Snapshot&, const Rules&, const ShowDashboard&);

}  // namespace obolus::hub
