// How money, dates and counts are said to people. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "money/amount.hpp"

namespace obolus::web {

/// "EUR 12.50": for columns and tiles.
std::string figure(const money::Amount& amount);
/// "10 cents", "1 cent", "3.3333 cents" below one major unit of currencies that have cents; figure() otherwise.
std::string spoken(const money::Amount& amount);
/// "20 May 2027", in UTC.
std::string day(base::Time time);
/// "November 2026".
std::string month_name(base::Month month);
/// "1 November 2026", and the same for machines: "2026-11-01". In the hub's time zone, whichever that is: an instant's
/// date in UTC may be another.
std::string first_day(base::Month month);
std::string first_date(base::Month month);
/// "one person", "3 people".
std::string people(std::int64_t count);
/// "1 flattr", "3 flattrs".
std::string counted(std::int64_t count, std::string_view singular, std::string_view plural);
/// The first letters of up to two words, upper case: "AL" for "Ada Lovelace"; "?" for a name without letters.
std::string initials(std::string_view name);

}  // namespace obolus::web
