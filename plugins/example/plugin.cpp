// The smallest complete plugin: an imaginary OAuth 2 platform whose accounts are at https://example.org/@handle.
#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/plugin.hpp>
#include <obolus/sdk/url.hpp>

namespace {
namespace sdk = obolus::sdk;

struct Example {
    static sdk::Manifest describe() {
        return {.id = "example", .version = "1.0.0", .display_name = "Example", .flows = {"login", "lookup"},
                .hosts = {"api.example.org"}, .redirect_hosts = {"example.org"}, .claim_by = {"id", "handle"}, .quirks = {}};
    }

    static std::optional<sdk::Subject> normalize(std::string_view text, const sdk::Config&) {
        if (text.starts_with("https://example.org/")) text.remove_prefix(20);
        if (!text.starts_with("@") || text.size() < 2 || text.size() > 31) return std::nullopt;
        const std::string handle(text.substr(1));
        if (!std::all_of(handle.begin(), handle.end(), [](char c) { return sdk::is_letter(c) || sdk::is_digit(c); })) return std::nullopt;
        return sdk::Subject{.kind = sdk::Subject::Kind::handle, .id = {}, .handle = handle, .key = sdk::lower(handle), .type = {}, .url = {}, .instance = {}};
    }

    static sdk::Identity read(const boost::json::value& user) {
        return {.id = sdk::text_at(user, "/id"), .handle = sdk::text_at(user, "/login"), .name = sdk::text_at(user, "/name"),
                .avatar_url = sdk::text_at(user, "/avatar"), .profile_url = "https://example.org/@" + sdk::text_at(user, "/login")};
    }

    static sdk::Output step(const sdk::Event& event) {
        const std::string api = "https://api.example.org";
        if (event.flow == "login") return sdk::login(event, {"https://example.org/authorize", api + "/token", api + "/me", "profile"}, read);
        const auto* start = std::get_if<sdk::Start>(&event.trigger);
        const std::string handle = start != nullptr ? start->subject.handle : "";
        return sdk::ask(event, api + "/users/" + handle, "app_token", [](const auto& user) { return sdk::Done{{read(user)}, {}}; });
    }
};
}  // namespace

OBOLUS_PLUGIN(Example);
