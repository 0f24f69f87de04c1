#include "pattern.hpp"

#include <obolus/sdk/url.hpp>

namespace generic {

namespace sdk = obolus::sdk;

namespace {

constexpr std::string_view placeholders[] = {"{handle}", "{id}"};

struct Segment {
    std::string_view before;
    std::string_view placeholder;  ///< "" for a literal segment
    std::string_view after;
};

Segment split(std::string_view text) {
    for (const std::string_view placeholder : placeholders) {
        const auto at = text.find(placeholder);
        if (at != std::string_view::npos)
            return {text.substr(0, at), placeholder, text.substr(at + placeholder.size())};
    }
    return {text, "", ""};
}

std::string_view without_www(std::string_view authority) {
    return authority.starts_with("www.") ? authority.substr(4) : authority;
}

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size()))
        ++found;
    return found;
}

bool match_segment(std::string_view pattern, std::string_view text, Match& match) {
    const Segment segment = split(pattern);
    if (segment.placeholder.empty()) return pattern == text;
    const std::size_t around = segment.before.size() + segment.after.size();
    if (text.size() <= around || !text.starts_with(segment.before) || !text.ends_with(segment.after)) return false;
    const std::string value(text.substr(segment.before.size(), text.size() - around));
    if (sdk::percent_encode(value) != value) return false;  // or filling it in would give another URL
    (segment.placeholder == "{handle}" ? match.handle : match.id) = value;
    return true;
}

}  // namespace

std::string check_pattern(std::string_view pattern) {
    const bool absolute = pattern.starts_with("https://") || pattern.starts_with("http://");
    const auto address = sdk::parse_web_address(pattern);
    if (!absolute || !address || pattern.find_first_of("?#") != std::string_view::npos)
        return "isn't an absolute URL without query, like https://example.org/{handle}";
    const std::size_t handles = count(pattern, "{handle}");
    const std::size_t ids = count(pattern, "{id}");
    if (handles + ids == 0) return "has neither {handle} nor {id} in its path";
    if (handles > 1 || ids > 1) return "has a placeholder twice";
    if (address->authority.find('{') != std::string::npos) return "has a placeholder in its host";
    for (const std::string& segment : address->path) {
        if (count(segment, "{") > 1) return "has two placeholders in one segment of its path";
    }
    return "";
}

std::optional<Match> match(std::string_view pattern, std::string_view url) {
    const auto expected = sdk::parse_web_address(pattern);
    const auto given = sdk::parse_web_address(url);
    if (!expected || !given || without_www(expected->authority) != without_www(given->authority)) return std::nullopt;
    if (expected->path.size() != given->path.size()) return std::nullopt;
    Match found;
    for (std::size_t i = 0; i < expected->path.size(); ++i) {
        if (!match_segment(expected->path[i], given->path[i], found)) return std::nullopt;
    }
    return found;
}

std::string fill(std::string_view pattern, const Match& values) {
    std::string filled(pattern);
    for (const std::string_view placeholder : placeholders) {
        const std::string value = sdk::percent_encode(placeholder == "{handle}" ? values.handle : values.id);
        if (const auto at = filled.find(placeholder); at != std::string::npos)
            filled.replace(at, placeholder.size(), value);
    }
    return filled;
}

}  // namespace generic
