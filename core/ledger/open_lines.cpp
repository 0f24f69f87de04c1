#include "ledger/open_lines.hpp"

namespace obolus::ledger {

namespace {
/// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
constexpr std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}
}  // namespace

std::size_t OpenLines::Hash::operator()(const Address& address) const noexcept {
    return mix(static_cast<std::uint64_t>(address.seq) * 0x9e3779b97f4a7c15 + static_cast<std::uint64_t>(address.n));
}

std::uint64_t OpenLines::fingerprint(const Line& line) const noexcept {
    std::uint64_t hash = key_[0];
    for (const std::int64_t part : {line.giver.value, line.thing.value, line.identity.value, line.amount_micro})
        hash = mix((hash ^ static_cast<std::uint64_t>(part)) + key_[1]);
    return hash == 0 ? 1 : hash;
}

void OpenLines::arrive(std::int64_t seq, std::int32_t n, std::int64_t account, const std::vector<Line>& lines) {
    Place place;
    place.account = account;
    place.fingerprints.reserve(lines.size());
    for (const Line& line : lines) {
        place.fingerprints.push_back(line.amount_micro == 0 ? 0 : fingerprint(line));
        place.micro += line.amount_micro;
    }
    if (place.micro > 0) places_.insert_or_assign({seq, n}, std::move(place));
}

std::string_view OpenLines::leave(std::int64_t account, const Line& line) {
    if (line.origin.seq == 0) return "has a line that names no origin";
    const auto found = places_.find({line.origin.seq, line.origin.n});
    if (found == places_.end()) return "names as origin a line that does not wait, or not any more";
    Place& place = found->second;
    const auto index = static_cast<std::size_t>(line.origin.line);
    if (place.account != account) return "takes a line out of an account that it was not brought to";
    if (index >= place.fingerprints.size() || place.fingerprints[index] == 0)
        return "names as origin a line that does not wait, or not any more";
    if (place.fingerprints[index] != fingerprint(line))
        return "has a line of another giver, thing, identity or amount than its origin";
    place.fingerprints[index] = 0;
    place.micro -= line.amount_micro;
    if (place.micro == 0) places_.erase(found);
    return "";
}

std::optional<std::int64_t> OpenLines::leave_all(std::int64_t account, std::int64_t seq, std::int32_t n) {
    const auto found = places_.find({seq, n});
    if (found == places_.end() || found->second.account != account) return std::nullopt;
    const std::int64_t micro = found->second.micro;
    places_.erase(found);
    return micro;
}

}  // namespace obolus::ledger
