// The smallest complete plugin: an imaginary OAuth 2 platform whose accounts are at https://example.org/@handle.
#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/plugin.hpp>
#include <obolus/sdk/url.hpp>

namespace sdk = obolus::sdk;

namespace {
const std::string site = "https://example.org/";
const std::string api = "https://api.example.org/";

sdk::Identity read(const boost::json::value& user) {
    const std::string handle = sdk::text_at(user, "/login");
    return {.id = sdk::text_at(user, "/id"),
            .handle = handle,
            .name = sdk::text_at(user, "/name"),
            .profile_url = site + "@" + handle};
}

struct Example {
    static sdk::Manifest describe() {
        return {.id = "example",
                .version = "1.0.0",
                .display_name = "Example",
                .flows = {"login", "lookup"},
                .hosts = {"api.example.org"},
                .redirect_hosts = {"example.org"},
                .claim_by = {"id", "handle"}};
    }

    static std::optional<sdk::Subject> normalize(std::string_view text, const sdk::Config&) {
        if (text.starts_with(site)) text.remove_prefix(site.size());
        if (!text.starts_with("@") || text.size() < 2 || sdk::percent_encode(text.substr(1)) != text.substr(1))
            return {};
        return sdk::Subject::of_handle(text.substr(1), sdk::lower(text.substr(1)));
    }

    static sdk::Output step(const sdk::Event& event) {
        if (event.flow == "login")
            return sdk::login(event, {site + "authorize", api + "token", api + "me", "profile"}, read);
        const auto* start = std::get_if<sdk::Start>(&event.trigger);
        const std::string handle = start != nullptr ? sdk::percent_encode(start->subject.handle) : "";
        return sdk::ask(event, api + "users/" + handle, "app_token",
                        [](const auto& user) { return sdk::Done{{read(user)}}; });
    }
};
}  // namespace

OBOLUS_PLUGIN(Example);
