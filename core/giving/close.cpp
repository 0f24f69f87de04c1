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

base::Digest rank(base::Month month, base::MemberId giver, std::string_view thing_key) {
    return base::sha256(base::to_string(month) + "\n" + std::to_string(giver.value) + "\n" + std::string(thing_key));
}

GiverClose close_giver(base::Month month, base::MemberId giver, std::int64_t reserved_micro,
                       const std::vector<CountedFlattr>& flattrs) {
    GiverClose close;
    std::vector<base::Digest> ranks;
    std::vector<std::int64_t> rates;
    for (const CountedFlattr& flattr : flattrs) {
        if (flattr.own || flattr.opted_out) {
            ++close.dropped;
            continue;
        }
        ranks.push_back(rank(month, giver, flattr.thing_key));
        close.lines.push_back({giver, flattr.thing, flattr.identity, 0, {}});
        rates.push_back(flattr.fee_ppm);
    }
    if (reserved_micro == 0 || close.lines.empty()) {
        close.outcome = reserved_micro == 0 ? Outcome::lapsed : Outcome::returned;
        close.lines.clear();
        return close;
    }
    const std::vector<std::int64_t> parts = money::split(reserved_micro, ranks);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        close.lines[i].amount_micro = parts[i];
        close.fees.push_back(money::rate_of(parts[i], rates[i]));
    }
    close.outcome = Outcome::divided;
    return close;
}

}  // namespace obolus::giving
