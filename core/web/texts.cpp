#include "web/texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.hpp"
#include "web/format.hpp"
#include "web/view.hpp"

namespace obolus::web {

namespace {
// In the order of Message. {{0}} is the first value.
constexpr std::array<std::string_view, static_cast<std::size_t>(message_count)> messages{
    "Welcome. Your account is open.",
    "{{0}} arrived in your wallet.",
    "Your monthly budget is {{0}} now.",
    "Your monthly budget is off. This month’s flattrs lapse unless you set one again before the month ends.",
    "“{{0}}” is on your list. Its share is paid when the month closes.",
    "You have flattred “{{0}}” this month already. Once a month is enough.",
    "“{{0}}” is on your list. Add money and set a budget before the month ends, or it lapses.",
    "You accepted {{0}}. Below you see where it came from.",
    "This account is yours here now. What comes in from now on reaches you directly.",
    "{{0}} went back to {{1}}. Only the entry in the books remains.",
    "{{0}} has ended.",
    "{{0}} is closed: every share has been paid.",
    "{{0}} is being closed. Press the button again to go on.",
    "You are signed out.",
    "It is off your list. Your budget is divided over the others.",
    "You gave {{0}} for “{{1}}”. It has reached its owner.",
    "You gave {{0}} for “{{1}}”. It waits for its owner until {{2}}; you may take it back until it is claimed.",
    "You took {{0}} back into your wallet.",
    "You moved {{0}} to your wallet, to give on.",
    "Your payout of {{0}} is on its way.",
    "The account is no longer linked. What comes in for it waits until you link it again.",
    "The token is revoked. Programs that use it are signed out.",
    "Nobody can give you anything here now. {{0}} went back to {{1}}.",
    "Nobody can give you anything here now.",
    "Welcome back: people may thank you again.",
    "Your account is closed, and a payout of {{0}} is on its way. Thank you for having been here.",
    "Your account is closed. Thank you for having been here.",
    "You objected: the ids stay as they are here until the operator has looked into it.",
};

struct NoticeText {
    std::string_view kind;
    std::string_view line;
};
constexpr std::array notice_texts{
    NoticeText{"flattrs_lapsed", "{{flattrs}} of {{month}} lapsed, because no money was reserved. Nobody was debited."},
    NoticeText{"budget_returned", "You flattred nobody in {{month}}, so {{amount}} went back to your wallet."},
    NoticeText{"share_returned", "{{amount}} came back to your wallet: {{reason}}."},
    NoticeText{
        "handle_shown",
        "Somebody has shown that {{handle}} on {{provider}} is theirs, and may take what you gave from {{from}} on. "
        "Until then you can <a href=\"/me/gifts\">take it back</a>."},
    NoticeText{
        "id_changes",
        "{{provider}} gives its people new ids. Your account {{old_id}} becomes {{new_id}} here on {{from}}. If the "
        "new one isn’t yours, <a href=\"/me/id-changes/{{change}}\">object</a>."},
    NoticeText{
        "recipients_id_changes",
        "{{provider}} gives its people new ids. {{handle}}, for whom money of yours waits, gets another one here on "
        "{{from}}. If you doubt that it is the same person, <a href=\"/me/id-changes/{{change}}\">object</a>."},
    NoticeText{"payout_settled", "Your payout of {{amount}} has arrived."},
    NoticeText{"payout_failed",
               "Your payout of {{amount}} failed{{#reason}} ({{reason}}){{/reason}}. The money is back in "
               "<a href=\"/me/payouts\">what you received</a>."},
    NoticeText{"top_up_charged_back", "The bank has taken {{amount}} back that you had added."},
};

struct Word {
    std::string_view name;
    std::string_view text;
};
constexpr std::array reasons{
    Word{"declined", "its owner said no, thank you"},
    Word{"expired", "nobody took it in time"},
    Word{"opted_out", "its owner takes nothing here"},
    Word{"recalled", "you took it back"},
};
constexpr std::array given_states{
    Word{"closing", "on its way"}, Word{"waiting", "waiting for its owner"}, Word{"claimed", "received"},
    Word{"received", "received"},  Word{"returned", "came back to you"},
};
constexpr std::array transfer_texts{
    Word{"top_up", "Money added"},
    Word{"budget_reserve", "Reserved for the month"},
    Word{"budget_release", "Released from the month"},
    Word{"close", "Divided at the month’s end"},
    Word{"share", "Thanks, as a share of a budget"},
    Word{"claim", "Claimed"},
    Word{"refund", "Came back"},
    Word{"gift", "Gift"},
    Word{"use_revenue", "Received money, to give on"},
    Word{"payout_reserve", "Payout"},
    Word{"payout_settle", "Payout, confirmed"},
    Word{"fee", "Fee"},
    Word{"chargeback", "Taken back by the bank"},
    Word{"leftover", "Left behind"},
    Word{"flattr", "Flattr"},
    Word{"rests", "Still there"},
};
constexpr std::array payout_states{
    Word{"reserved", "on its way"},
    Word{"settled", "paid"},
    Word{"failed", "failed, the money is back"},
};

template <class Table, class Key>
std::string_view look_up(const Table& table, std::string_view key, Key name, std::string_view otherwise) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.*name == key; });
    if (row == table.end()) return otherwise;
    if constexpr (requires { row->line; }) {
        return row->line;
    } else {
        return row->text;
    }
}

/// Parameters travel as they are stored: months as "2026-11", counts as digits, amounts as decimals, reasons as names.
std::string readable(const std::string& name, const std::string& value, money::Currency currency) {
    if (name == "amount") {
        const base::Result<money::Amount> amount = money::Amount::parse(value, currency);
        if (amount) return spoken(amount.value());
    }
    if (name == "reason") return std::string(look_up(reasons, value, &Word::name, value));
    if (name == "flattrs") return value + (value == "1" ? " flattr" : " flattrs");
    if (name == "month") {
        const std::optional<base::Month> month = base::parse_month(value);
        if (month) return month_name(*month);
    }
    return value;
}
}  // namespace

std::string to_html(const Flash& flash) {
    View view;
    for (std::size_t i = 0; i < flash.values.size(); ++i)
        view.text(std::to_string(i), flash.values[i]);
    return render_line(messages[static_cast<std::size_t>(flash.message)], view);
}

std::string to_html(const hub::NoticeView& notice, money::Currency currency) {
    View view;
    view.text("kind", notice.kind);
    for (const auto& [name, value] : notice.parameters)
        view.text(name, readable(name, value, currency));
    return render_line(look_up(notice_texts, notice.kind, &NoticeText::kind, "{{kind}}"), view);
}

std::string_view given_state(std::string_view state) { return look_up(given_states, state, &Word::name, state); }

std::string_view transfer_text(std::string_view kind) { return look_up(transfer_texts, kind, &Word::name, kind); }

std::string_view payout_state(std::string_view state) { return look_up(payout_states, state, &Word::name, state); }

std::string_view phase_text(hub::MonthPhase phase) {
    switch (phase) {
        case hub::MonthPhase::running:
            return "running";
        case hub::MonthPhase::cut:
            return "ended, not closed yet";
        case hub::MonthPhase::dividing:
            return "dividing budgets";
        case hub::MonthPhase::paying:
            return "paying shares";
        case hub::MonthPhase::closed:
            return "closed";
    }
    return "";
}

}  // namespace obolus::web
