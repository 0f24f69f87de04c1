#include "settings.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/url.hpp>

#include "pattern.hpp"

namespace generic {

namespace {

struct Key {
    std::string_view name;
    std::string_view type;
    std::string_view description;
};

constexpr Key keys[] = {
    {"issuer", "string",
     "OpenID Connect: the issuer, exactly as its discovery document says; endpoints are then discovered"},
    {"authorize_url", "string", "OAuth 2 without discovery: where the person is sent"},
    {"token_url", "string", "OAuth 2 without discovery: the token endpoint"},
    {"userinfo_url", "string", "what to ask with the access token for the account; with an issuer it is discovered"},
    {"revoke_url", "string",
     "where tokens are revoked after the sign-in (RFC 7009), if the platform can; with an issuer it is discovered"},
    {"use_userinfo", "boolean", "with an issuer: false to be content with the ID token (default true)"},
    {"scope", "string", "default: 'openid profile' with an issuer, none otherwise"},
    {"client_auth", "string",
     "how the token endpoint wants to know the client: basic (default), post, or private_key_jwt with the entry's "
     "client_key"},
    {"dpop", "boolean", "true when tokens are to be bound to a key of the hub's (RFC 9449; default false)"},
    {"id_pointer", "string",
     "JSON pointer to the account's stable id in the userinfo answer; with an issuer always /sub"},
    {"handle_pointer", "string", "JSON pointer to its handle; default with an issuer: /preferred_username"},
    {"name_pointer", "string", "JSON pointer to its display name; default with an issuer: /name"},
    {"avatar_pointer", "string", "JSON pointer to its picture's URL; default with an issuer: /picture"},
    {"profile_url_pointer", "string", "JSON pointer to its page's URL; default: the first of profile_urls, filled in"},
    {"handle_characters", "string", "all characters that a handle may have; default: letters, digits, _ . -"},
    {"handle_length_max", "integer", "default 64"},
    {"handles_case_sensitive", "boolean", "default false"},
    {"claim_by_handle", "boolean",
     "true when the platform can't look up a handle but shows it, unique, at every login: gifts are then for the "
     "handle"},
    {"profile_urls", "list", "patterns of profile URLs, as in https://example.org/{handle} or .../{id}"},
    {"thing_urls", "list",
     "patterns of what can be given for: {url: https://example.org/{handle}/posts/{id}, type: post}"},
    {"lookup_url", "string",
     "URL that describes the account of a {handle}; asked with the entry's app token, if it has one"},
    {"lookup_by_id_url", "string", "the same for an {id}"},
    {"lookup_id_pointer", "string", "JSON pointers into its answer; default: the same as of the userinfo answer"},
    {"lookup_handle_pointer", "string", "see lookup_id_pointer"},
    {"lookup_name_pointer", "string", "see lookup_id_pointer"},
    {"lookup_avatar_pointer", "string", "see lookup_id_pointer"},
    {"thing_lookup_url", "string", "URL that describes the thing of an {id}"},
    {"thing_owner_id_pointer", "string", "JSON pointer to the owner's id in its answer"},
    {"thing_owner_handle_pointer", "string", "JSON pointer to the owner's handle in its answer"},
    {"thing_title_pointer", "string", "JSON pointer to a title in its answer"},
};

constexpr std::string_view default_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

std::string text(const sdk::Config& config, std::string_view name, std::string_view absent = "") {
    const std::string value = config.setting(name);
    return value.empty() ? std::string(absent) : value;
}

bool truth(const sdk::Config& config, std::string_view name, bool absent) {
    const json::value* found = config.settings.if_contains(name);
    return found != nullptr && found->is_bool() ? found->get_bool() : absent;
}

const json::array& list(const sdk::Config& config, std::string_view name) {
    static const json::array none;
    const json::value* found = config.settings.if_contains(name);
    return found != nullptr && found->is_array() ? found->get_array() : none;
}

/// Collects sentences.
class Problems {
   public:
    void add(std::string_view key, std::string_view what) {
        if (!text_.empty()) text_ += "; ";
        text_ += "settings." + std::string(key) + " " + std::string(what);
    }
    const std::string& text() const { return text_; }

   private:
    std::string text_;
};

bool is_url(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) && sdk::parse_web_address(url).has_value();
}

void check_template(Problems& problems, std::string_view key, const std::string& url, std::string_view placeholder) {
    if (url.empty()) return;
    if (!is_url(url)) problems.add(key, "isn't an absolute URL");
    if (url.find(placeholder) == std::string::npos)
        problems.add(key, "lacks the placeholder " + std::string(placeholder));
}

void check_endpoints(Problems& problems, const Settings& settings) {
    if (!settings.revoke_url.empty() && !is_url(settings.revoke_url))
        problems.add("revoke_url", "isn't an absolute URL");
    if (!settings.issuer.empty()) {
        if (!is_url(settings.issuer) || settings.issuer.find_first_of("?#") != std::string::npos)
            problems.add("issuer", "isn't an absolute URL without query");
        return;
    }
    const std::pair<std::string_view, const std::string*> needed[] = {{"authorize_url", &settings.authorize_url},
                                                                      {"token_url", &settings.token_url},
                                                                      {"userinfo_url", &settings.userinfo_url}};
    for (const auto& [key, url] : needed) {
        if (url->empty()) problems.add(key, "is missing (or give an issuer, whose endpoints are discovered)");
        if (!url->empty() && !is_url(*url)) problems.add(key, "isn't an absolute URL");
    }
    if (settings.account.id.empty())
        problems.add("id_pointer", "is missing: which member of the userinfo answer is the stable id?");
}

void check_lists(Problems& problems, const Settings& settings, const sdk::Config& config) {
    for (const json::value& pattern : list(config, "profile_urls")) {
        const std::string wrong =
            pattern.is_string() ? check_pattern(std::string_view(pattern.get_string())) : "isn't a string";
        if (!wrong.empty()) problems.add("profile_urls", "has a pattern that " + wrong);
    }
    if (settings.thing_urls.size() != list(config, "thing_urls").size())
        problems.add("thing_urls", "has an element that isn't {url, type}");
    for (const ThingPattern& thing : settings.thing_urls) {
        const std::string wrong = check_pattern(thing.url);
        if (!wrong.empty()) problems.add("thing_urls", "has a pattern that " + wrong);
        if (wrong.empty() && thing.url.find("{id}") == std::string::npos)
            problems.add("thing_urls", "has a pattern without {id}");
    }
}

}  // namespace

std::string schema() {
    json::object described;
    for (const Key& key : keys)
        described[key.name] = json::object{{"type", key.type}, {"description", key.description}};
    return json::serialize(described);
}

Settings read_settings(const sdk::Config& config) {
    Settings settings;
    settings.issuer = text(config, "issuer");
    const bool discovers = !settings.issuer.empty();
    settings.authorize_url = config.endpoint("authorize", text(config, "authorize_url"));
    settings.token_url = config.endpoint("token", text(config, "token_url"));
    settings.userinfo_url = config.endpoint("userinfo", text(config, "userinfo_url"));
    settings.revoke_url = config.endpoint("revoke", text(config, "revoke_url"));
    settings.use_userinfo = truth(config, "use_userinfo", true);
    settings.dpop = truth(config, "dpop", false);
    settings.scope = text(config, "scope", discovers ? "openid profile" : "");
    settings.client_auth = text(config, "client_auth", discovers ? "" : "basic");
    settings.account = {discovers ? "/sub" : text(config, "id_pointer"),
                        text(config, "handle_pointer", discovers ? "/preferred_username" : ""),
                        text(config, "name_pointer", discovers ? "/name" : ""),
                        text(config, "avatar_pointer", discovers ? "/picture" : ""),
                        text(config, "profile_url_pointer", discovers ? "/profile" : "")};
    settings.handle_characters = text(config, "handle_characters", default_characters);
    const json::value* length = config.settings.if_contains("handle_length_max");
    if (length != nullptr && length->is_int64() && length->get_int64() > 0 && length->get_int64() <= 255)
        settings.handle_length_max = static_cast<std::size_t>(length->get_int64());
    settings.handles_case_sensitive = truth(config, "handles_case_sensitive", false);
    settings.claim_by_handle = truth(config, "claim_by_handle", false);
    for (const json::value& pattern : list(config, "profile_urls")) {
        if (pattern.is_string()) settings.profile_urls.emplace_back(std::string_view(pattern.get_string()));
    }
    for (const json::value& thing : list(config, "thing_urls")) {
        ThingPattern pattern{sdk::text_at(thing, "/url"), sdk::text_at(thing, "/type")};
        if (!pattern.url.empty() && !pattern.type.empty()) settings.thing_urls.push_back(std::move(pattern));
    }
    settings.lookup_url = config.endpoint("lookup", text(config, "lookup_url"));
    settings.lookup_by_id_url = config.endpoint("lookup_by_id", text(config, "lookup_by_id_url"));
    settings.lookup = {text(config, "lookup_id_pointer", settings.account.id),
                       text(config, "lookup_handle_pointer", settings.account.handle),
                       text(config, "lookup_name_pointer", settings.account.name),
                       text(config, "lookup_avatar_pointer", settings.account.avatar), settings.account.profile_url};
    settings.thing_lookup_url = config.endpoint("thing_lookup", text(config, "thing_lookup_url"));
    settings.thing_owner_id_pointer = text(config, "thing_owner_id_pointer");
    settings.thing_owner_handle_pointer = text(config, "thing_owner_handle_pointer");
    settings.thing_title_pointer = text(config, "thing_title_pointer");
    return settings;
}

std::string check_settings(const Settings& settings, const sdk::Config& config) {
    Problems problems;
    check_endpoints(problems, settings);
    if (!settings.issuer.empty() && (" " + settings.scope + " ").find(" openid ") == std::string::npos)
        problems.add("scope", "lacks openid, without which the issuer sends no ID token");
    if (!settings.client_auth.empty() && settings.client_auth != "basic" && settings.client_auth != "post" &&
        settings.client_auth != "private_key_jwt")
        problems.add("client_auth", "is none of basic, post and private_key_jwt");
    for (const auto& setting : config.settings) {
        const std::string_view name(setting.key().data(), setting.key().size());
        if (!name.ends_with("_pointer") || config.setting(name).starts_with("/")) continue;
        problems.add(name, "isn't a JSON pointer: it begins with a slash, as in /data/id");
    }
    const json::value* length = config.settings.if_contains("handle_length_max");
    if (length != nullptr && (!length->is_int64() || length->get_int64() < 1 || length->get_int64() > 255))
        problems.add("handle_length_max", "isn't from 1 to 255");
    check_lists(problems, settings, config);
    if (settings.claim_by_handle && !settings.lookup_url.empty())
        problems.add("claim_by_handle", "goes with lookup_url no more: who can be looked up is known by id");
    if (settings.claim_by_handle && settings.account.handle.empty())
        problems.add("handle_pointer", "is missing: claim_by_handle needs the handle that a login shows");
    check_template(problems, "lookup_url", settings.lookup_url, "{handle}");
    check_template(problems, "lookup_by_id_url", settings.lookup_by_id_url, "{id}");
    check_template(problems, "thing_lookup_url", settings.thing_lookup_url, "{id}");
    if (!settings.thing_lookup_url.empty() && settings.thing_owner_id_pointer.empty())
        problems.add("thing_owner_id_pointer",
                     "is missing: which member of the thing's description is its owner's id?");
    return problems.text();
}

sdk::Identity read_identity(const json::value& from, const Pointers& pointers, const Settings& settings) {
    const auto at = [&](const std::string& pointer) {
        return pointer.empty() ? std::string() : sdk::text_at(from, pointer);
    };
    sdk::Identity identity;
    identity.id = at(pointers.id);
    identity.handle = at(pointers.handle);
    identity.name = at(pointers.name);
    identity.avatar_url = at(pointers.avatar);
    identity.profile_url = at(pointers.profile_url);
    if (!is_url(identity.avatar_url)) identity.avatar_url.clear();
    if (!is_url(identity.profile_url)) identity.profile_url.clear();
    if (identity.profile_url.empty() && !settings.profile_urls.empty()) {
        const std::string& pattern = settings.profile_urls.front();
        const bool by_handle = pattern.find("{handle}") != std::string::npos;
        const bool by_id = pattern.find("{id}") != std::string::npos;
        if ((!by_handle || !identity.handle.empty()) && (!by_id || !identity.id.empty()))
            identity.profile_url = fill(pattern, {identity.handle, identity.id});
    }
    return identity;
}

bool is_handle(std::string_view text, const Settings& settings) {
    const auto allowed = [&](char c) { return settings.handle_characters.find(c) != std::string::npos; };
    return !text.empty() && text.size() <= settings.handle_length_max && std::all_of(text.begin(), text.end(), allowed);
}

std::string key_of(std::string_view handle, const Settings& settings) {
    return settings.handles_case_sensitive ? std::string(handle) : sdk::lower(handle);
}

}  // namespace generic
