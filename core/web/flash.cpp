#include "web/flash.hpp"

#include <charconv>
#include <chrono>

#include "base/crypto.hpp"
#include "http/cookie.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
constexpr std::string_view cookie_name = "obolus_flash";
constexpr std::string_view seal_context = "obolus/web/flash";
constexpr std::chrono::seconds life{60};
}  // namespace

http::Field set_flash(std::string_view key, const Flash& flash) {
    http::Fields fields{{"message", std::to_string(static_cast<int>(flash.message))}};
    for (const std::string& value : flash.values)
        fields.emplace_back("value", value);
    const std::string sealed = base::seal(key, seal_context, http::encode_form(fields));
    return http::set_host_cookie(cookie_name, base::to_base64url(sealed), life);
}

http::Field clear_flash() { return http::clear_host_cookie(cookie_name); }

std::optional<Flash> read_flash(std::string_view key, const http::Request& request) {
    const std::optional<std::string> cookie = request.cookie(http::host_cookie_name(cookie_name));
    if (!cookie) return std::nullopt;
    const std::optional<std::string> sealed = base::from_base64url(*cookie);
    if (!sealed) return std::nullopt;
    const std::optional<std::string> plain = base::unseal(key, seal_context, *sealed);
    if (!plain) return std::nullopt;
    const std::optional<http::Fields> fields = http::parse_form(*plain);
    if (!fields || fields->empty()) return std::nullopt;

    int number = -1;
    const std::string& text = fields->front().second;
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number < 0 || number >= message_count) return std::nullopt;  // sealed by another version of the hub
    Flash flash{static_cast<Message>(number), {}};
    for (std::size_t i = 1; i < fields->size(); ++i)
        flash.values.push_back((*fields)[i].second);
    return flash;
}

}  // namespace obolus::web
