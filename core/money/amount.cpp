#include "money/amount.hpp"

#include <algorithm>
#include <charconv>

#include "base/check.hpp"

namespace obolus::money {

namespace {
constexpr std::array<std::string_view, 7> refusal_names{"amount_malformed", "amount_negative",  "amount_zero",
                                                        "amount_too_fine",  "amount_too_large", "currency_unknown",
                                                        "currency_mismatch"};
const base::NamedCategory category{"money", refusal_names};

struct Known {
    std::string_view code;
    int minor_digits;
};
// ISO 4217, the currencies that payment rails commonly settle in.
constexpr std::array<Known, 32> known_currencies{{
    {"AUD", 2}, {"BGN", 2}, {"BHD", 3}, {"BRL", 2}, {"CAD", 2}, {"CHF", 2}, {"CLP", 0}, {"CNY", 2},
    {"CZK", 2}, {"DKK", 2}, {"EUR", 2}, {"GBP", 2}, {"HKD", 2}, {"HUF", 2}, {"IDR", 2}, {"ILS", 2},
    {"INR", 2}, {"ISK", 0}, {"JPY", 0}, {"KRW", 0}, {"KWD", 3}, {"MXN", 2}, {"NOK", 2}, {"NZD", 2},
    {"PLN", 2}, {"RON", 2}, {"SEK", 2}, {"SGD", 2}, {"TND", 3}, {"TRY", 2}, {"USD", 2}, {"ZAR", 2},
}};

constexpr std::int64_t micro_per_major = 1'000'000;
constexpr int micro_digits = 6;
__extension__ using Wide = __int128;

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

base::Result<Currency> Currency::parse(std::string_view code) {
    for (const Known& known : known_currencies)
        if (known.code == code) return Currency({code[0], code[1], code[2]}, known.minor_digits);
    return Refusal::currency_unknown;
}

base::Result<Amount> Amount::from_micro(std::int64_t micro, Currency currency) {
    if (micro < 0) return Refusal::amount_negative;
    if (micro > max_micro) return Refusal::amount_too_large;
    return Amount(micro, currency);
}

base::Result<Amount> Amount::parse(std::string_view text, Currency currency, int decimals_max) {
    if (text.starts_with('-') && text.size() > 1) {
        const auto positive = parse(text.substr(1), currency, decimals_max);
        if (positive.has_value() || positive.error() != Refusal::amount_malformed) return Refusal::amount_negative;
        return Refusal::amount_malformed;
    }
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (!all_digits(whole) || (point != std::string_view::npos && !all_digits(fraction)))
        return Refusal::amount_malformed;
    if (fraction.size() > static_cast<std::size_t>(decimals_max)) return Refusal::amount_too_fine;

    std::int64_t major = 0;
    if (std::from_chars(whole.data(), whole.data() + whole.size(), major).ec != std::errc{})
        return Refusal::amount_too_large;
    std::int64_t micro_part = 0;
    for (std::size_t i = 0; i < micro_digits; ++i)
        micro_part = micro_part * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    const Wide micro = static_cast<Wide>(major) * micro_per_major + micro_part;
    if (micro > max_micro) return Refusal::amount_too_large;
    return Amount(static_cast<std::int64_t>(micro), currency);
}

base::Result<Amount> add(Amount left, Amount right) {
    OBOLUS_CHECK(left.currency() == right.currency());
    return Amount::from_micro(left.micro() + right.micro(), left.currency());
}

Amount subtract(Amount left, Amount right) {
    OBOLUS_CHECK(left.currency() == right.currency());
    OBOLUS_CHECK(right.micro() <= left.micro());
    return Amount::from_micro(left.micro() - right.micro(), left.currency()).value();
}

Amount min(Amount left, Amount right) {
    OBOLUS_CHECK(left.currency() == right.currency());
    return left.micro() < right.micro() ? left : right;
}

std::int64_t micro_per_minor(Currency currency) {
    std::int64_t micro = micro_per_major;
    for (int i = 0; i < currency.minor_digits(); ++i)
        micro /= 10;
    return micro;
}

std::string to_decimal(std::int64_t micro, Currency currency) {
    const bool negative = micro < 0;
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(micro) : static_cast<std::uint64_t>(micro);
    std::string fraction = std::to_string(magnitude % micro_per_major);
    fraction.insert(0, micro_digits - fraction.size(), '0');
    const auto last = fraction.find_last_not_of('0');
    const std::size_t needed = last == std::string::npos ? 0 : last + 1;
    fraction.resize(std::max(needed, static_cast<std::size_t>(currency.minor_digits())));
    std::string text = (negative ? "-" : "") + std::to_string(magnitude / micro_per_major);
    if (!fraction.empty()) text += "." + fraction;
    return text;
}

}  // namespace obolus::money
