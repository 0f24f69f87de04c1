#include "giving/close.hpp"

#include <array>

#include "giving/refusal.hpp"
#include "money/split.hpp"

namespace obolus::giving {

namespace {
constexpr std::array<std::string_view, 7> refusal_names{"own_thing",    "recipient_opted_out", "flattr_unknown",
                                                        "month_is_cut", "gift_unknown",        "gift_claimed",
                                                        "gift_returned"};
const base::NamedCategory category{"giving", refusal_names};
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

namespace {
/// What all ranks of a giver's month begin with.
std::string rank_prefix(base::Month month, base::MemberId giver) {
    return base::to_string(month) + "\n" + std::to_string(giver.value) + "\n";
}

/// `text` begins with the prefix, `prefix` bytes of it, and is overwritten behind it.
base::Digest rank_behind(std::string& text, std::size_t prefix, base::ThingId thing) {
    text.resize(prefix);
    text.append(std::to_string(thing.value));
    return base::sha256(text);
}
}  // namespace

base::Digest rank(base::Month month, base::MemberId giver, base::ThingId thing) {
    std::string text = rank_prefix(month, giver);
    return rank_behind(text, text.size(), thing);
}

GiverClose close_giver(base::Month month, base::MemberId giver, std::int64_t reserved_micro,
                       std::span<const CountedFlattr> flattrs) {
    GiverClose close;
    std::vector<std::int64_t> rates;
    close.lines.reserve(flattrs.size());
    rates.reserve(flattrs.size());
    for (const CountedFlattr& flattr : flattrs) {
        if (flattr.own || flattr.opted_out) {
            ++close.dropped;
            continue;
        }
        close.lines.push_back({giver, flattr.thing, flattr.identity, 0, {}});
        rates.push_back(flattr.fee_ppm);
    }
    if (reserved_micro == 0 || close.lines.empty()) {
        close.outcome = reserved_micro == 0 ? Outcome::lapsed : Outcome::returned;
        close.lines.clear();
        return close;
    }
    std::vector<base::Digest> ranks(close.lines.size());
    // Without a leftover nobody asks for ranks, and hashing is what costs here.
    if (reserved_micro % static_cast<std::int64_t>(close.lines.size()) != 0) {
        std::string text = rank_prefix(month, giver);
        const std::size_t prefix = text.size();
        for (std::size_t i = 0; i < ranks.size(); ++i)
            ranks[i] = rank_behind(text, prefix, close.lines[i].thing);
    }
    const std::vector<std::int64_t> parts = money::split(reserved_micro, ranks);
    close.fees.reserve(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        close.lines[i].amount_micro = parts[i];
        close.fees.push_back(money::rate_of(parts[i], rates[i]));
    }
    close.outcome = Outcome::divided;
    return close;
}

}  // namespace obolus::giving
