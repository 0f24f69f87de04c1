#include "http/cookie.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace obolus::http {

namespace {
bool needs_no_quoting(char c) { return c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\'; }
}  // namespace

std::string host_cookie_name(std::string_view name) { return "__Host-" + std::string(name); }

Field set_host_cookie(std::string_view name, std::string_view value, std::optional<std::chrono::seconds> max_age) {
    OBOLUS_CHECK(std::all_of(value.begin(), value.end(), needs_no_quoting));
    std::string cookie = host_cookie_name(name) + '=' + std::string(value) + "; Path=/; Secure; HttpOnly; SameSite=Lax";
    if (max_age) cookie += "; Max-Age=" + std::to_string(max_age->count());
    return {"Set-Cookie", std::move(cookie)};
}

Field clear_host_cookie(std::string_view name) { return set_host_cookie(name, "", std::chrono::seconds(0)); }

}  // namespace obolus::http
