#include "ledger/line.hpp"

#include <charconv>

namespace obolus::ledger {

namespace {

void append(std::string& text, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text.append(digits, end);
}

/// Reads one number and what follows it; false when there is none.
bool read(const char*& at, const char* end, std::int64_t& number) {
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || number < 0) return false;
    at = next;
    return true;
}

bool read_line(const char*& at, const char* end, Line& line) {
    std::int64_t numbers[7] = {};
    std::size_t count = 0;
    while (count < 7) {
        if (!read(at, end, numbers[count])) return false;
        ++count;
        if (at == end || *at != '.') break;
        ++at;
    }
    if (count != 4 && count != 7) return false;
    if (numbers[5] > INT32_MAX || numbers[6] > INT32_MAX) return false;
    line = {{numbers[0]},
            {numbers[1]},
            {numbers[2]},
            numbers[3],
            {numbers[4], static_cast<std::int32_t>(numbers[5]), static_cast<std::int32_t>(numbers[6])}};
    return true;
}

}  // namespace

std::string encode(const std::vector<Line>& lines) {
    std::string text;
    text.reserve(lines.size() * 24);
    for (const Line& line : lines) {
        if (!text.empty()) text.push_back(';');
        append(text, line.giver.value);
        for (const std::int64_t number : {line.thing.value, line.identity.value, line.amount_micro}) {
            text.push_back('.');
            append(text, number);
        }
        if (line.origin.seq == 0) continue;
        for (const std::int64_t number :
             {line.origin.seq, std::int64_t{line.origin.n}, std::int64_t{line.origin.line}}) {
            text.push_back('.');
            append(text, number);
        }
    }
    return text;
}

std::optional<std::vector<Line>> decode_lines(std::string_view text) {
    std::vector<Line> lines;
    if (text.empty()) return lines;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        Line line;
        if (!read_line(at, end, line)) return std::nullopt;
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

}  // namespace obolus::ledger
