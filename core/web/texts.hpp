// The sentences that code chooses; all others stand in the templates.
#pragma once

#include <string>
#include <string_view>

#include "hub/close_month.hpp"
#include "hub/dashboard.hpp"
#include "web/flash.hpp"

namespace obolus::web {

inline constexpr int message_count = static_cast<int>(Message::id_change_objected) + 1;

/// HTML: the values are escaped.
std::string to_html(const Flash& flash);
/// HTML of a notice, whose amounts are of the hub's currency; one of a kind that has no text yet is shown by its kind,
/// never swallowed.
std::string to_html(const hub::NoticeView& notice, money::Currency currency);
/// What became of a share that was given: "waiting" -> "waiting for them".
std::string_view given_state(std::string_view state);
/// What a transfer of a statement was: "top_up" -> "Added".
std::string_view transfer_text(std::string_view kind);
/// What became of a payout: "reserved" -> "on its way".
std::string_view payout_state(std::string_view state);
/// An operator's word for where a month is in its close.
std::string_view phase_text(hub::MonthPhase phase);

}  // namespace obolus::web
