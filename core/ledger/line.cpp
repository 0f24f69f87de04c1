#include "ledger/line.hpp"

#include <array>
#include <charconv>

#include "base/check.hpp"

namespace obolus::ledger {

namespace {

constexpr std::size_t fields_max = 7;
using Fields = std::array<std::int64_t, fields_max>;

std::size_t fields_of(const Line& line, Fields& fields) {
    fields = {line.giver.value, line.thing.value, line.identity.value, line.amount_micro,
              line.origin.seq,  line.origin.n,    line.origin.line};
    return line.origin.seq == 0 ? 4 : fields_max;
}

/// Reads the fields of one line over those of the line before; how many there were, 0 when it isn't a line.
std::size_t read_fields(const char*& at, const char* end, Fields& fields, bool first) {
    for (std::size_t count = 0; count < fields_max;) {
        const bool left_out = at == end || *at == '.' || *at == ';';
        if (left_out && first) return 0;
        if (!left_out) {
            const auto [next, error] = std::from_chars(at, end, fields[count]);
            if (error != std::errc{} || fields[count] < 0) return 0;
            at = next;
        }
        ++count;
        if (at == end || *at != '.') return count;
        ++at;
    }
    return 0;
}

bool read_line(const char*& at, const char* end, Fields& fields, bool first, Line& line) {
    const std::size_t count = read_fields(at, end, fields, first);
    if (count != 4 && count != fields_max) return false;
    if (count == 4) fields[4] = fields[5] = fields[6] = 0;
    if (fields[5] > INT32_MAX || fields[6] > INT32_MAX) return false;
    line = {{fields[0]},
            {fields[1]},
            {fields[2]},
            fields[3],
            {fields[4], static_cast<std::int32_t>(fields[5]), static_cast<std::int32_t>(fields[6])}};
    return true;
}

}  // namespace

std::string encode(const std::vector<Line>& lines) {
    std::string text;
    text.reserve(lines.size() * 24);
    char line_text[fields_max * 21];
    Fields before{};
    Fields fields{};
    for (const Line& line : lines) {
        const std::size_t count = fields_of(line, fields);
        const bool first = text.empty();
        char* at = line_text;
        for (std::size_t i = 0; i < count; ++i) {
            if (first || fields[i] != before[i]) at = std::to_chars(at, at + 20, fields[i]).ptr;
            *at++ = i + 1 == count ? ';' : '.';
        }
        text.append(line_text, at);
        before = fields;
    }
    if (!text.empty()) text.pop_back();
    return text;
}

std::optional<std::vector<Line>> decode_lines(std::string_view text) {
    std::vector<Line> lines;
    if (text.empty()) return lines;
    const char* at = text.data();
    const char* const end = at + text.size();
    Fields fields{};
    while (true) {
        Line line;
        if (!read_line(at, end, fields, lines.empty(), line)) return std::nullopt;
        lines.push_back(line);
        if (at == end) return lines;
        if (*at != ';') return std::nullopt;
        ++at;
    }
}

std::optional<std::int64_t> sum(const std::vector<Line>& lines) {
    std::int64_t total = 0;
    for (const Line& line : lines)
        if (__builtin_add_overflow(total, line.amount_micro, &total)) return std::nullopt;
    return total;
}

PackedLines::PackedLines(const std::vector<Line>& lines) : text_(encode(lines)), sum_micro_(sum(lines)) {
    OBOLUS_CHECK(!lines.empty());
    first_ = lines.front();
}

}  // namespace obolus::ledger
