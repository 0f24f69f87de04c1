#include "web/way.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "web/format.hpp"

namespace obolus::web {

namespace {
/// What hub::trace writes: "budget of member 17 for 2026-11", "escrow of identity 5", "closing for 2026-11", "fee".
struct Account {
    std::string_view kind;
    std::string_view owner_kind;  ///< "member", "identity", "rail" or ""
    std::int64_t owner = 0;
    std::string_view month;
};

std::string_view take_until(std::string_view& text, std::string_view separator) {
    const std::size_t at = text.find(separator);
    const std::string_view taken = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + separator.size());
    return taken;
}

Account parse(std::string_view text) {
    Account account;
    std::string_view before_month = take_until(text, " for ");
    account.month = text;
    account.kind = take_until(before_month, " of ");
    account.owner_kind = take_until(before_month, " ");
    std::from_chars(before_month.data(), before_month.data() + before_month.size(), account.owner);
    return account;
}

bool is_mine(const Viewer& viewer, const Account& account) {
    if (account.owner_kind == "member") return viewer.member && viewer.member.value == account.owner;
    if (account.owner_kind != "identity") return false;
    return std::any_of(viewer.identities.begin(), viewer.identities.end(),
                       [&](base::IdentityId identity) { return identity.value == account.owner; });
}

bool is_mine(const Viewer& viewer, const hub::TraceStep& step) {
    return is_mine(viewer, parse(step.from)) || is_mine(viewer, parse(step.to));
}

/// Where money passes between givers and recipients.
bool is_between(const hub::TraceStep& step) {
    constexpr std::array<std::string_view, 4> kinds{"share", "gift", "claim", "refund"};
    return std::find(kinds.begin(), kinds.end(), step.kind) != kinds.end();
}

/// "demo/t/63.1.4" is one giver's line; "demo/t/63.1" may be many givers'.
bool is_line(const hub::TraceStep& step) { return std::count(step.id.begin(), step.id.end(), '.') == 2; }

bool is_anothers(const Viewer& viewer, std::string_view text) {
    const Account account = parse(text);
    return account.owner_kind == "member" && !is_mine(viewer, account);
}

/// Money mixes in a member's wallet, budget and revenue, so what lies beyond another member's is that member's business
/// alone. `end` is the end of a step at which the walk goes on: `from` for origins, `to` for fates.
std::vector<hub::TraceStep> visible_steps(const Viewer& viewer, const hub::TraceStep& subject,
                                          const std::vector<hub::TraceStep>& steps, std::string hub::TraceStep::*end) {
    constexpr int open = std::numeric_limits<int>::max();
    std::vector<hub::TraceStep> visible;
    int closed = is_anothers(viewer, subject.*end) ? subject.depth : open;
    for (const hub::TraceStep& step : steps) {
        if (step.depth > closed) continue;
        closed = is_anothers(viewer, step.*end) ? step.depth : open;
        if (is_mine(viewer, step) || is_between(step)) visible.push_back(step);
    }
    return visible;
}
}  // namespace

std::optional<hub::Trace> visible_to(const Viewer& viewer, const hub::Trace& trace) {
    const auto mine = [&](const hub::TraceStep& step) { return is_mine(viewer, step); };
    auto origins = visible_steps(viewer, trace.subject, trace.origins, &hub::TraceStep::from);
    auto fates = visible_steps(viewer, trace.subject, trace.fates, &hub::TraceStep::to);
    const bool passes_me =
        std::any_of(origins.begin(), origins.end(), mine) || std::any_of(fates.begin(), fates.end(), mine);
    const bool concerns = mine(trace.subject) || (passes_me && is_between(trace.subject) && is_line(trace.subject));
    if (!concerns) return std::nullopt;
    return hub::Trace{trace.subject, std::move(origins), std::move(fates), trace.complete};
}

std::string account_text(const Viewer& viewer, const std::string& text) {
    const Account account = parse(text);
    const bool mine = is_mine(viewer, account);
    if (account.kind == "wallet") return mine ? "your wallet" : "somebody";
    if (account.kind == "budget") {
        const std::optional<base::Month> month = base::parse_month(account.month);
        return mine ? "your budget" + (month ? " of " + month_name(*month) : "") : "somebody";
    }
    if (account.kind == "revenue") return mine ? "what you received" : "its owner";
    if (account.kind == "escrow") return mine ? "waiting for you" : "waiting for its owner";
    if (account.kind == "closing") return "the month’s close";
    if (account.kind == "rail_clearing") return "the bank";
    if (account.kind == "payout_inflight") return "the payout";
    if (account.kind == "fee") return "the hub’s fee";
    if (account.kind == "operator_loss") return "the operator’s loss";
    return std::string(account.kind);
}

}  // namespace obolus::web
