#include "web/format.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

namespace obolus::web {

namespace {
constexpr std::array<std::string_view, 12> month_names{"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 8> with_cents{"AUD", "CAD", "EUR", "HKD", "NZD", "SGD", "USD", "ZAR"};
constexpr std::int64_t micro_per_major = 1'000'000;
constexpr std::int64_t micro_per_cent = 10'000;

bool has_cents(money::Currency currency) {
    return std::find(with_cents.begin(), with_cents.end(), currency.code()) != with_cents.end();
}

/// The bytes of the character that begins `text` (UTF-8, already checked when it came in).
std::string_view first_character(std::string_view text) {
    std::size_t end = 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        ++end;
    return text.substr(0, end);
}
}  // namespace

std::string figure(const money::Amount& amount) {
    return std::string(amount.currency().code()) + " " + money::to_decimal(amount);
}

std::string spoken(const money::Amount& amount) {
    if (amount.micro() >= micro_per_major || !has_cents(amount.currency())) return figure(amount);
    std::string cents = std::to_string(amount.micro() / micro_per_cent);
    const std::int64_t rest = amount.micro() % micro_per_cent;
    if (rest != 0) {
        std::string decimals = std::to_string(micro_per_cent + rest).substr(1);
        decimals.erase(decimals.find_last_not_of('0') + 1);
        cents += "." + decimals;
    }
    return cents + (cents == "1" ? " cent" : " cents");
}

std::string day(base::Time time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return std::to_string(static_cast<unsigned>(date.day())) + " " +
           std::string(month_names[static_cast<unsigned>(date.month()) - 1]) + " " +
           std::to_string(static_cast<int>(date.year()));
}

std::string month_name(base::Month month) {
    constexpr std::int32_t months = 12;
    return std::string(month_names[static_cast<std::size_t>(month.index % months)]) + " " +
           std::to_string(month.index / months);
}

std::string first_day(base::Month month) { return "1 " + month_name(month); }

std::string first_date(base::Month month) { return base::to_string(month) + "-01"; }

std::string people(std::int64_t count) { return count == 1 ? "one person" : std::to_string(count) + " people"; }

std::string counted(std::int64_t count, std::string_view singular, std::string_view plural) {
    return std::to_string(count) + " " + std::string(count == 1 ? singular : plural);
}

std::string initials(std::string_view name) {
    std::string letters;
    int words = 0;
    bool inside = false;
    for (std::size_t i = 0; i < name.size() && words < 2; ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        const bool letter = std::isalnum(byte) != 0 || byte >= 0x80U;
        if (letter && !inside) {
            const std::string_view first = first_character(name.substr(i));
            letters += first.size() == 1 ? std::string(1, static_cast<char>(std::toupper(byte))) : std::string(first);
            ++words;
        }
        inside = letter;
    }
    return letters.empty() ? "?" : letters;
}

}  // namespace obolus::web
