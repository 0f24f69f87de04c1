// Money as a value: int64 micro-units (10^-6 of the currency's major unit: EUR 1 = 1 000 000) and a currency.
//
// Invariant: 0 <= micro <= max_micro, so that two amounts can always be added in an int64. Signed totals are
// ledger::Balance. No floating point anywhere; the only division is split().
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace obolus::money {

enum class Refusal {
    amount_malformed = 1,  ///< not a plain decimal such as "12.50"
    amount_negative,       ///< below zero
    amount_zero,           ///< zero where a sum is needed
    amount_too_fine,       ///< more decimals than the place allows (6, or the currency's own for top-ups and payouts)
    amount_too_large,      ///< above max_micro
    currency_unknown,      ///< not three capital letters of a currency the hub knows
    currency_mismatch      ///< not the hub's currency
};
std::error_code make_error_code(Refusal refusal) noexcept;

/// An ISO 4217 alphabetic code.
class Currency {
   public:
    /// `code` is three capital letters of a currency in the built-in table; currency_unknown otherwise.
    static base::Result<Currency> parse(std::string_view code);
    std::string_view code() const noexcept { return {code_.data(), 3}; }
    /// Decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    int minor_digits() const noexcept { return minor_digits_; }
    friend constexpr bool operator==(Currency, Currency) noexcept = default;

   private:
    constexpr Currency(std::array<char, 3> code, int digits) noexcept : code_(code), minor_digits_(digits) {}
    std::array<char, 3> code_;
    int minor_digits_;
    friend constexpr Currency euro() noexcept;
};

constexpr Currency euro() noexcept { return {{'E', 'U', 'R'}, 2}; }

class Amount {
   public:
    /// A tenth of what an int64 holds: about 922 billion major units. Sums of two never overflow.
    static constexpr std::int64_t max_micro = 922'337'203'685'477'580;

    static base::Result<Amount> from_micro(std::int64_t micro, Currency currency);
    /// Reads "12", "12.5", "0.000001" (a point, no sign, no exponent, no grouping, no blanks) with at most
    /// `decimals_max` decimals. Zero is an amount here; callers that need more say so.
    static base::Result<Amount> parse(std::string_view text, Currency currency, int decimals_max = 6);
    static constexpr Amount zero(Currency currency) noexcept { return {0, currency}; }

    constexpr std::int64_t micro() const noexcept { return micro_; }
    constexpr Currency currency() const noexcept { return currency_; }
    constexpr bool is_zero() const noexcept { return micro_ == 0; }
    friend constexpr bool operator==(Amount, Amount) noexcept = default;

   private:
    constexpr Amount(std::int64_t micro, Currency currency) noexcept : micro_(micro), currency_(currency) {}
    std::int64_t micro_;
    Currency currency_;
};

/// amount_too_large past max_micro; both must be in one currency (checked: a mix is a bug).
base::Result<Amount> add(Amount left, Amount right);
/// left - right; `right` must not exceed `left` (checked).
Amount subtract(Amount left, Amount right);
/// The smaller of two amounts of one currency.
Amount min(Amount left, Amount right);

/// Micro-units of one minor unit: 10 000 for EUR.
std::int64_t micro_per_minor(Currency currency);
/// "0.10", "12.50", "0.033333": at least the currency's minor digits, further ones only as needed.
std::string to_decimal(std::int64_t micro, Currency currency);
inline std::string to_decimal(Amount amount) { return to_decimal(amount.micro(), amount.currency()); }

}  // namespace obolus::money

template <>
struct std::is_error_code_enum<obolus::money::Refusal> : std::true_type {};
