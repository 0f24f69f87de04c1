// What a page says once after a form was sent and the browser was redirected: "EUR 5.00 are in your wallet."
//
// It travels in a sealed cookie of a minute's life, so neither a link nor another site can put words on a page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace obolus::web {

enum class Message {
    account_opened,
    topped_up,   ///< {amount}
    budget_set,  ///< {amount}
    budget_ended,
    flattred,           ///< {what}
    flattred_before,    ///< {what}
    flattred_unfunded,  ///< {what}
    claim_accepted,     ///< {amount}
    claim_linked,
    claim_declined,  ///< {amount, people}
    month_ended,     ///< {month}
    month_closed,    ///< {month}
    month_goes_on,   ///< {month}
    signed_out,
    flattr_undone,
    gift_received,    ///< {amount, what}
    gift_waits,       ///< {amount, what, day}
    gift_recalled,    ///< {amount}
    revenue_used,     ///< {amount}
    payout_reserved,  ///< {amount}
    identity_unlinked,
    token_revoked,
    opted_out,  ///< {amount, people}
    opted_out_of_nothing,
    opt_out_lifted,
    account_closed,  ///< {amount}
    account_closed_empty,
    id_change_objected
};

struct Flash {
    Message message;
    std::vector<std::string> values;  ///< in the order of the message's parameters
};

/// The Set-Cookie field. `key` is 32 bytes.
http::Field set_flash(std::string_view key, const Flash& flash);
http::Field clear_flash();
/// Nothing when there is no such cookie or it isn't ours.
std::optional<Flash> read_flash(std::string_view key, const http::Request& request);

}  // namespace obolus::web
