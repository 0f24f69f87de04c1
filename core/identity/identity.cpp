#include "identity/identity.hpp"

#include <algorithm>

namespace obolus::identity {

namespace {
constexpr std::size_t text_bytes_max = 255;

bool plain(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}
}  // namespace

std::string to_string(const Key& key) {
    return key.provider + (key.instance.empty() ? "" : "@" + key.instance) + ":" + key.subject;
}

std::optional<Key> parse_key(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view entry = text.substr(0, colon);
    const auto at = entry.find('@');
    Key key{std::string(entry.substr(0, at)), at == std::string_view::npos ? "" : std::string(entry.substr(at + 1)),
            std::string(text.substr(colon + 1))};
    if (!is_valid(key) || (at != std::string_view::npos && key.instance.empty())) return std::nullopt;
    return key;
}

bool is_by_handle(const Key& key) { return key.subject.starts_with('@'); }

Key by_handle(std::string provider, std::string instance, std::string_view handle) {
    return {std::move(provider), std::move(instance), "@" + std::string(handle)};
}

bool is_blank(const Key& key) { return key.subject.starts_with('#'); }

bool is_provable(const Key& key) { return is_valid(key) && !is_by_handle(key); }

bool is_valid(const Key& key) {
    return !key.provider.empty() && !key.subject.empty() && key.subject != "@" && !is_blank(key) &&
           key.provider.size() <= text_bytes_max && key.instance.size() <= text_bytes_max &&
           key.subject.size() <= text_bytes_max && plain(key.provider) && plain(key.instance) && plain(key.subject) &&
           key.provider.find_first_of("@:") == std::string::npos && key.instance.find(':') == std::string::npos;
}

}  // namespace obolus::identity
