#include "hub/ids.hpp"

#include <array>
#include <charconv>

namespace obolus::hub {

namespace {

/// "63.1.4" as three numbers; what follows or is missing makes it none.
template <std::size_t Count>
std::optional<std::array<std::int64_t, Count>> read_numbers(std::string_view text) {
    std::array<std::int64_t, Count> numbers{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; i < Count; ++i) {
        if (i > 0 && (at == end || *at++ != '.')) return std::nullopt;
        const auto [after, error] = std::from_chars(at, end, numbers[i]);
        if (error != std::errc{}) return std::nullopt;
        at = after;
    }
    if (at != end) return std::nullopt;
    return numbers;
}

std::optional<std::string_view> after_prefix(std::string_view text, const std::string& prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    return text.substr(prefix.size());
}

}  // namespace

std::string flattr_id(const Rules& rules, const FlattrId& id) {
    return rules.hub_id + "/f/" + base::to_string(id.month) + "." + std::to_string(id.giver.value) + "." +
           std::to_string(id.thing.value);
}

std::optional<FlattrId> parse_flattr_id(const Rules& rules, std::string_view text) {
    const auto rest = after_prefix(text, rules.hub_id + "/f/");
    if (!rest) return std::nullopt;
    const auto point = rest->find('.');
    if (point == std::string_view::npos) return std::nullopt;
    const auto month = base::parse_month(rest->substr(0, point));
    const auto numbers = read_numbers<2>(rest->substr(point + 1));
    if (!month || !numbers) return std::nullopt;
    const FlattrId id{*month, {(*numbers)[0]}, {(*numbers)[1]}};
    // One id has one spelling: "007" is nobody's.
    if (flattr_id(rules, id) != text) return std::nullopt;
    return id;
}

std::optional<ledger::LineAddress> parse_transfer_id(const Rules& rules, std::string_view text) {
    const auto rest = after_prefix(text, rules.hub_id + "/t/");
    const auto numbers = rest ? read_numbers<2>(*rest) : std::nullopt;
    if (!numbers) return std::nullopt;
    const ledger::LineAddress address{(*numbers)[0], static_cast<std::int32_t>((*numbers)[1]), 0};
    if (transfer_id(rules, address.seq, address.n) != text) return std::nullopt;
    return address;
}

std::string line_id(const Rules& rules, const ledger::LineAddress& address) {
    return transfer_id(rules, address.seq, address.n) + "." + std::to_string(address.line);
}

std::optional<ledger::LineAddress> parse_line_id(const Rules& rules, std::string_view text) {
    const auto rest = after_prefix(text, rules.hub_id + "/t/");
    if (!rest) return std::nullopt;
    const auto numbers = read_numbers<3>(*rest);
    if (!numbers) return std::nullopt;
    const ledger::LineAddress address{(*numbers)[0], static_cast<std::int32_t>((*numbers)[1]),
                                      static_cast<std::int32_t>((*numbers)[2])};
    if (line_id(rules, address) != text) return std::nullopt;
    return address;
}

}  // namespace obolus::hub
