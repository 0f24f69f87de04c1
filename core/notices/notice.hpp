// What people must be told: a kind and parameters, no texts. Saved in the transaction that moves the money; its key
// makes a repeat harmless.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace obolus::notices {

struct Notice {
    std::string key;  ///< unique for ever: "flattrs_lapsed/2026-11/17"
    base::MemberId member;
    std::string kind;
    std::vector<std::pair<std::string, std::string>> parameters;
    base::Time at{};
};

Notice flattrs_lapsed(base::Month month, base::MemberId giver, std::int64_t flattrs);
Notice budget_returned(base::Month month, base::MemberId giver, std::string amount);
/// `seq` is the txn that returned the money.
Notice share_returned(base::MemberId giver, std::int64_t seq, std::int64_t identity, std::string amount,
                      std::string reason);

Notice payout_settled(base::MemberId member, std::int64_t payout, std::string amount);
Notice payout_failed(base::MemberId member, std::int64_t payout, std::string amount, std::string reason);
/// `top_up` is the transfer: "63.1".
Notice top_up_charged_back(base::MemberId member, const std::string& top_up, std::string amount);
/// Somebody has signed in with the handle that the giver gave to, which no platform could resolve (rule 15). `claim`
/// names who and since when; `from` is the day from which it can be claimed, and until then the giver may recall it.
Notice handle_shown(base::MemberId giver, std::string claim, std::string handle, std::string provider,
                    std::string from);

/// A platform gives an account another id (rule 22), from the day `from` on unless somebody objects.
struct IdChange {
    std::int64_t number = 0;
    std::string provider;
    std::string handle;
    std::string from;
};
/// To the member whose account it is.
Notice id_changes(base::MemberId owner, const IdChange& change, std::string old_id, std::string new_id);
/// To whoever's money waits for the account.
Notice recipients_id_changes(base::MemberId giver, const IdChange& change);

/// Parameters as one text: application/x-www-form-urlencoded, so that any name and value survives.
std::string encode_parameters(const std::vector<std::pair<std::string, std::string>>& parameters);
std::vector<std::pair<std::string, std::string>> decode_parameters(std::string_view text);

}  // namespace obolus::notices
