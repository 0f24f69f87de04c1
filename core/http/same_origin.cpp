#include "http/same_origin.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace obolus::http {

namespace {

constexpr std::size_t local_path_bytes_max = 2048;

std::string_view origin_of(std::string_view url) {
    const auto authority = url.find("://");
    if (authority == std::string_view::npos) return {};
    return url.substr(0, url.find('/', authority + 3));
}

}  // namespace

Source source_of(const Request& request, std::string_view public_url) {
    const auto origin = request.header("origin");
    const auto site = request.header("sec-fetch-site");
    if (!origin && !site) return Source::unsaid;
    if (site && *site != "same-origin") return Source::elsewhere;
    const std::string_view ours = origin_of(public_url);
    if (origin && (ours.empty() || !equals_ignoring_case(*origin, ours))) return Source::elsewhere;
    return Source::same_origin;
}

bool is_local_path(std::string_view text) noexcept {
    if (text.empty() || text.size() > local_path_bytes_max || text.front() != '/') return false;
    if (text.size() > 1 && text[1] == '/') return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '\\'; });
}

}  // namespace obolus::http
