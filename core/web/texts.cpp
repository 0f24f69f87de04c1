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
    "Thank you for {{0}}. It gets its share when the month closes.",
    "You have flattred {{0}} this month already. Once a month is enough.",
    "{{0}} is on your list. Add money and set a budget before the month ends, or it lapses.",
    "You accepted {{0}}. Below you see where it came from.",
    "This account is yours here now. What comes in from now on reaches you directly.",
    "{{0}} went back to {{1}}. Nothing is kept about it but the books.",
    "{{0}} has ended.",
    "{{0}} is closed: every share has been paid.",
    "{{0}} is being closed. Press the button again to go on.",
    "You are signed out.",
};

struct NoticeText {
    std::string_view kind;
    std::string_view line;
};
constexpr std::array notice_texts{
    NoticeText{"flattrs_lapsed", "{{flattrs}} of {{month}} lapsed, because no money was reserved. Nobody was debited."},
    NoticeText{"budget_returned", "You flattred nobody in {{month}}, so {{amount}} went back to your wallet."},
    NoticeText{"share_returned", "{{amount}} came back to your wallet: {{reason}}."},
};

struct Reason {
    std::string_view name;
    std::string_view text;
};
constexpr std::array reasons{
    Reason{"declined", "its owner said no, thank you"},
    Reason{"expired", "nobody took it in time"},
    Reason{"opted_out", "its owner wants no money here"},
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

/// Parameters travel as they are stored: months as "2026-11", reasons as names, counts as digits.
std::string readable(const std::string& name, const std::string& value) {
    if (name == "reason") return std::string(look_up(reasons, value, &Reason::name, value));
    if (name == "month") {
        const std::optional<base::Month> month = base::parse_month(value);
        if (month) return month_name(*month);
    }
    if (name == "flattrs") return value + (value == "1" ? " flattr" : " flattrs");
    return value;
}
}  // namespace

std::string to_html(const Flash& flash) {
    View view;
    for (std::size_t i = 0; i < flash.values.size(); ++i)
        view.text(std::to_string(i), flash.values[i]);
    return render_line(messages[static_cast<std::size_t>(flash.message)], view);
}

std::string to_html(const hub::NoticeView& notice) {
    View view;
    view.text("kind", notice.kind);
    for (const auto& [name, value] : notice.parameters)
        view.text(name, readable(name, value));
    return render_line(look_up(notice_texts, notice.kind, &NoticeText::kind, "{{kind}}"), view);
}

std::string_view given_state(std::string_view state) {
    if (state == "closing") return "on its way";
    if (state == "waiting") return "waiting for its owner";
    if (state == "claimed") return "received";
    if (state == "returned") return "came back to you";
    return state;
}

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
