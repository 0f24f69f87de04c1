#include "web/assets.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/crypto.hpp"

namespace obolus::web {

std::string_view asset(std::string_view path) {
    const std::span<const Asset> all = assets();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Asset& a) { return a.path == path; });
    OBOLUS_CHECK(found != all.end());
    return found->content;
}

std::string_view template_source(std::string_view name) {
    return asset("templates/" + std::string(name) + ".mustache");
}

std::string static_url(std::string_view file) {
    const std::string path = "static/" + std::string(file);
    constexpr std::size_t version_digits = 12;
    return "/" + path + "?v=" + base::to_hex(base::sha256(asset(path))).substr(0, version_digits);
}

}  // namespace obolus::web
