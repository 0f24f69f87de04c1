#include "oauth/platforms.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "oauth/id_token.hpp"
#include "oauth/json.hpp"
#include "oauth/platforms_impl.hpp"
#include "oauth/signing_key.hpp"

namespace obolus::oauth {

namespace json = boost::json;

namespace {

bool has_quirk(const plugin_host::Manifest& manifest, std::string_view quirk) {
    return std::find(manifest.quirks.begin(), manifest.quirks.end(), quirk) != manifest.quirks.end();
}

bool is_entry_name(std::string_view name) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

base::Result<json::object> read_endpoints(const ProviderOptions& options, std::string& problem) {
    json::object endpoints;
    for (const auto& [name, given] : options.endpoints) {
        std::string url = given;
        while (url.ends_with('/'))
            url.pop_back();
        if (!http::parse_url(url)) {
            problem = "provider " + options.name + ": endpoint " + name + " is no URL (https://host/path): " + given;
            return http::Refusal::url_malformed;
        }
        endpoints[name] = url;
    }
    return endpoints;
}

}  // namespace

bool has_flow(const Provider& provider, std::string_view flow) {
    const auto& flows = provider.manifest.flows;
    return std::find(flows.begin(), flows.end(), flow) != flows.end();
}

bool is_claimed_by_handle(const Provider& provider) {
    const auto& ways = provider.manifest.claim_by;
    return std::find(ways.begin(), ways.end(), "handle") != ways.end();
}

const Provider* Platforms::Impl::find(std::string_view name) const {
    const auto found = providers.find(name);
    return found == providers.end() ? nullptr : &found->second;
}

Platforms::Platforms(Plugins plugins, http::Client& client, Options options, Clock clock)
    : impl_(std::make_shared<Impl>(std::move(plugins), client, std::move(options), std::move(clock))) {
    OBOLUS_CHECK(impl_->options.seal_key.size() == 32);
    while (impl_->options.public_url.ends_with('/'))
        impl_->options.public_url.pop_back();
    initialise_token_library();
}

Platforms::~Platforms() = default;

base::Result<void> Platforms::add(ProviderOptions options, std::string& problem) {
    if (!is_entry_name(options.name)) {
        problem = "provider \"" + options.name + "\": a name is 1 to 64 of a-z, 0-9, \"-\" and \"_\"";
        return Refusal::provider_unknown;
    }
    if (impl_->find(options.name) != nullptr) {
        problem = "provider " + options.name + " is configured twice";
        return Refusal::provider_unknown;
    }
    if (!options.client_key.empty() && !SigningKey::read(options.client_key)) {
        problem = "provider " + options.name +
                  ": its client_key is no private JWK; an EC key on P-256 or an RSA key of 2048 bits or more is";
        return Refusal::provider_unknown;
    }
    auto settings = parse_object(options.settings_json);
    if (!settings) {
        problem = "provider " + options.name + ": its settings are no JSON object";
        return Refusal::provider_unknown;
    }
    auto endpoints = read_endpoints(options, problem);
    if (!endpoints) return endpoints.error();
    Provider provider;
    provider.config = {
        {"settings", std::move(*settings)}, {"endpoints", std::move(endpoints.value())}, {"instance", ""}};
    plugin_host::LoadProblem load_problem;
    auto manifest = impl_->plugins.load(options.name, options.plugin, provider.config, load_problem);
    if (!manifest) {
        problem = "provider " + options.name + ": " + load_problem.message;
        return manifest.error();
    }
    provider.manifest = std::move(manifest.value());
    provider.pkce = !has_quirk(provider.manifest, "no_pkce");
    if (options.display_name.empty()) options.display_name = provider.manifest.display_name;
    const std::string name = options.name;
    provider.options = std::move(options);
    impl_->providers.emplace(name, std::move(provider));
    return base::success();
}

std::vector<ProviderInfo> Platforms::providers() const {
    std::vector<ProviderInfo> infos;
    for (const auto& [name, provider] : impl_->providers)
        infos.push_back({name, provider.options.display_name, provider.manifest,
                         impl_->plugins.is_quarantined && impl_->plugins.is_quarantined(name)});
    return infos;
}

}  // namespace obolus::oauth
