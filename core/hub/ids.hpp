// Ids that leave the hub, written and read: "demo/f/2026-11.17.42" for a flattr, "demo/t/63.1.4" for a line. The hub's
// own id is part of each, so that another hub's is never taken for one of ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/verb.hpp"
#include "ledger/line.hpp"

namespace obolus::hub {

struct FlattrId {
    base::Month month;
    base::MemberId giver;
    base::ThingId thing;
};
std::string flattr_id(const Rules& rules, const FlattrId& id);
/// Nothing for anything that flattr_id() doesn't write, another hub's ids included.
std::optional<FlattrId> parse_flattr_id(const Rules& rules, std::string_view text);

/// What transfer_id() writes, as a line's address with line 0. Nothing for anything else.
std::optional<ledger::LineAddress> parse_transfer_id(const Rules& rules, std::string_view text);

std::string line_id(const Rules& rules, const ledger::LineAddress& address);
/// Nothing for anything that line_id() doesn't write.
std::optional<ledger::LineAddress> parse_line_id(const Rules& rules, std::string_view text);

}  // namespace obolus::hub
