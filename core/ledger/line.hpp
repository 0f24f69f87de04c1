// The lines of a packed transfer: many small shares in one row whose amount is their sum (docs/concepts/ledger.md).
//
// Stored as text that a person with a database shell can read: lines joined by ";", a line's numbers by ".", and what
// is the same as in the line before is left out:
//     giver.thing.identity.amount            a share as it was divided
//     giver.thing.identity.amount.seq.n.line the same, and which line it comes from
//     17.42.7.33334;.43.8.33333;.44.9.       three shares of giver 17; the last one is 33333 too
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace obolus::ledger {

/// Names a line for ever: transfer (seq, n), index from 0. seq 0: none.
struct LineAddress {
    std::int64_t seq = 0;
    std::int32_t n = 0;
    std::int32_t line = 0;
    friend auto operator<=>(const LineAddress&, const LineAddress&) = default;
};

struct Line {
    base::MemberId giver;
    base::ThingId thing;
    base::IdentityId identity;
    std::int64_t amount_micro = 0;
    LineAddress origin;  ///< the line that this one passes on or returns
    friend bool operator==(const Line&, const Line&) = default;
};

std::string encode(const std::vector<Line>& lines);
/// Nothing when the text isn't what encode() writes (somebody has touched the journal).
std::optional<std::vector<Line>> decode_lines(std::string_view text);
/// Sum of the amounts; nothing on overflow.
std::optional<std::int64_t> sum(const std::vector<Line>& lines);

/// Lines in the form that a transfer keeps, made by whoever has the time before they are posted. Text and sum are those
/// of the lines it was made of, for ever.
class PackedLines {
   public:
    /// At least one line (checked).
    explicit PackedLines(const std::vector<Line>& lines);

    const std::string& text() const noexcept { return text_; }
    /// Nothing on overflow.
    std::optional<std::int64_t> sum_micro() const noexcept { return sum_micro_; }
    const Line& first() const noexcept { return first_; }

   private:
    std::string text_;
    std::optional<std::int64_t> sum_micro_;
    Line first_;
};

}  // namespace obolus::ledger
