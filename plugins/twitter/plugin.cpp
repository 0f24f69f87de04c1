// X (formerly Twitter): OAuth 2.0 with PKCE, and lookups with the operator's app token.
//
// Accounts are bound by their numeric id; a handle can be changed and taken up by somebody else. An entry that
// overrides the endpoints is another platform that speaks X's API (a demo, a test): its profile and post URLs are on
// its own hosts, and x.com's are none of its business.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/plugin.hpp>
#include <obolus/sdk/url.hpp>

namespace {

namespace json = boost::json;
namespace sdk = obolus::sdk;

constexpr std::string_view user_fields = "user.fields=profile_image_url";

/// Path words of x.com that look like handles, and nobody can have.
constexpr auto reserved_words = std::to_array<std::string_view>(
    {"i",      "home",   "search",   "hashtag", "intent",   "share",  "explore",       "settings",  "login",
     "logout", "signup", "messages", "compose", "oauth",    "about",  "notifications", "download",  "privacy",
     "tos",    "jobs",   "account",  "widgets", "statuses", "status", "lists",         "bookmarks", "topics"});

/// Pages of a profile that stand for the person as well.
constexpr auto profile_pages =
    std::to_array<std::string_view>({"with_replies", "media", "likes", "highlights", "articles"});

template <class List>
bool contains(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_handle(std::string_view text) {
    const auto in_handle = [](char c) { return sdk::is_letter(c) || sdk::is_digit(c) || c == '_'; };
    return !text.empty() && text.size() <= 15 && std::all_of(text.begin(), text.end(), in_handle) &&
           !contains(reserved_words, sdk::lower(text));
}

std::string api(const sdk::Config& config) { return config.endpoint("api", "https://api.x.com"); }

/// Where the platform's pages are: x.com, or what the operator says, or else where people are sent to sign in.
std::string web_origin(const sdk::Config& config) {
    const auto address = sdk::parse_web_address(
        config.endpoint("web", config.endpoint("authorize", "https://x.com/i/oauth2/authorize")));
    if (!address) throw sdk::Fail{sdk::Fail::Class::bad_input, "endpoints.web or .authorize isn't a web address"};
    return address->origin;
}

bool is_own_authority(const std::string& authority, const sdk::Config& config) {
    if (config.endpoints.empty()) {
        std::string_view host = authority;
        for (const std::string_view prefix : {"www.", "mobile."}) {
            if (host.starts_with(prefix)) host.remove_prefix(prefix.size());
        }
        return host == "x.com" || host == "twitter.com";
    }
    return std::any_of(config.endpoints.begin(), config.endpoints.end(), [&](const json::key_value_pair& endpoint) {
        if (!endpoint.value().is_string()) return false;
        const auto own = sdk::parse_web_address(std::string_view(endpoint.value().get_string()));
        return own && own->authority == authority;
    });
}

std::string post_url(const sdk::Config& config, std::string_view handle, std::string_view id) {
    return web_origin(config) + "/" + (handle.empty() ? "i" : std::string(handle)) + "/status/" + std::string(id);
}

sdk::Subject post_subject(std::string_view handle, std::string_view id, const sdk::Config& config) {
    return {
        sdk::Subject::Kind::thing, std::string(id), std::string(handle), "", "post", post_url(config, handle, id), ""};
}

std::optional<sdk::Subject> from_path(const std::vector<std::string>& path, const sdk::Config& config) {
    if (path.empty()) return std::nullopt;
    if (path[0] == "i") {
        if (path.size() == 3 && path[1] == "user" && sdk::is_decimal_id(path[2])) return sdk::Subject::of_id(path[2]);
        const std::size_t word = path.size() > 1 && path[1] == "web" ? 2 : 1;
        if (path.size() == word + 2 && path[word] == "status" && sdk::is_decimal_id(path[word + 1]))
            return post_subject("", path[word + 1], config);
        return std::nullopt;
    }
    if (!is_handle(path[0])) return std::nullopt;
    if (path.size() == 1 || (path.size() == 2 && contains(profile_pages, path[1])))
        return sdk::Subject::of_handle(path[0], sdk::lower(path[0]));
    if (path.size() >= 3 && (path[1] == "status" || path[1] == "statuses") && sdk::is_decimal_id(path[2]))
        return post_subject(path[0], path[2], config);
    return std::nullopt;
}

sdk::Identity read_user(const json::value& user, const sdk::Config& config) {
    sdk::Identity identity;
    identity.id = sdk::text_at(user, "/id");
    identity.handle = sdk::text_at(user, "/username");
    identity.name = sdk::text_at(user, "/name");
    identity.avatar_url = sdk::text_at(user, "/profile_image_url");
    if (!sdk::is_decimal_id(identity.id) || !is_handle(identity.handle))
        throw sdk::Fail{sdk::Fail::Class::platform_error, "the platform described a user without id or username", {}};
    identity.profile_url = web_origin(config) + "/" + identity.handle;
    return identity;
}

/// X answers 200 with a list of errors and no data for what doesn't exist, is suspended or is protected.
const json::value& data_of(const json::value& body) {
    json::error_code error;
    const json::value* data = body.find_pointer("/data", error);
    if (data != nullptr && data->is_object()) return *data;
    const std::string title = sdk::text_at(body, "/errors/0/title");
    throw sdk::Fail{sdk::Fail::Class::not_found,
                    title.empty() ? "the platform answered without data" : "the platform says: " + title,
                    {}};
}

const json::value& author_of(const json::value& body, const std::string& author_id) {
    json::error_code error;
    const json::value* users = body.find_pointer("/includes/users", error);
    if (users != nullptr && users->is_array()) {
        for (const json::value& user : users->get_array()) {
            if (!author_id.empty() && sdk::text_at(user, "/id") == author_id) return user;
        }
    }
    throw sdk::Fail{sdk::Fail::Class::platform_error, "the platform named a post without its author", {}};
}

void require_same(bool same) {
    if (!same)
        throw sdk::Fail{
            sdk::Fail::Class::platform_error, "the platform answered about another one than was asked for", {}};
}

sdk::Output login(const sdk::Event& event) {
    const sdk::CodeFlow flow{.authorize_url = event.config.endpoint("authorize", "https://x.com/i/oauth2/authorize"),
                             .token_url = event.config.endpoint("token", "https://api.x.com/2/oauth2/token"),
                             .profile_url = api(event.config) + "/2/users/me?" + std::string(user_fields),
                             .scope = "users.read tweet.read",
                             .client_auth = "basic",
                             .authorize_parameters = {},
                             .dpop = false};
    return sdk::login(event, flow, [&](const json::value& body) { return read_user(data_of(body), event.config); });
}

sdk::Output lookup(const sdk::Event& event) {
    // The answer's step has no subject any more: what was asked for travels in the state, as the URL.
    if (const auto* start = std::get_if<sdk::Start>(&event.trigger)) {
        const sdk::Subject& subject = start->subject;
        const bool by_id = subject.kind == sdk::Subject::Kind::id;
        if (by_id ? !sdk::is_decimal_id(subject.id) : !is_handle(subject.handle))
            throw sdk::Fail{sdk::Fail::Class::bad_input, "X has no such handles or ids", {}};
        const std::string path = by_id ? "/2/users/" + subject.id : "/2/users/by/username/" + subject.handle;
        return {sdk::get(api(event.config) + path + "?" + std::string(user_fields), "app_token"),
                json::object{{by_id ? "id" : "handle", by_id ? subject.id : subject.handle}}};
    }
    const auto* response = std::get_if<sdk::HttpResponse>(&event.trigger);
    if (response == nullptr || !event.state.is_object()) return sdk::out_of_order();
    sdk::require_success(*response, event.now);
    const json::value body = sdk::read_body(*response);
    sdk::Identity user = read_user(data_of(body), event.config);
    const std::string id = sdk::text_at(event.state, "/id");
    require_same(id.empty() ? sdk::lower(user.handle) == sdk::lower(sdk::text_at(event.state, "/handle"))
                            : user.id == id);
    return {sdk::Done{{std::move(user)}, {}}, nullptr};
}

sdk::Output thing_owner(const sdk::Event& event) {
    if (const auto* start = std::get_if<sdk::Start>(&event.trigger)) {
        const sdk::Subject& post = start->subject;
        if (post.kind != sdk::Subject::Kind::thing || !sdk::is_decimal_id(post.id))
            throw sdk::Fail{sdk::Fail::Class::bad_input, "X has no such posts", {}};
        return {sdk::get(api(event.config) + "/2/tweets/" + post.id + "?expansions=author_id&tweet.fields=author_id&" +
                             std::string(user_fields),
                         "app_token"),
                json::object{{"id", post.id}}};
    }
    const auto* response = std::get_if<sdk::HttpResponse>(&event.trigger);
    if (response == nullptr || !event.state.is_object()) return sdk::out_of_order();
    sdk::require_success(*response, event.now);
    const json::value body = sdk::read_body(*response);
    const json::value& post = data_of(body);
    const std::string id = sdk::text_at(event.state, "/id");
    require_same(sdk::text_at(post, "/id") == id);
    sdk::Identity author = read_user(author_of(body, sdk::text_at(post, "/author_id")), event.config);
    const std::string text = sdk::text_at(post, "/text");
    sdk::Thing thing{"post", id, post_url(event.config, author.handle, id), sdk::excerpt(sdk::first_line(text), 80)};
    return {sdk::Done{{std::move(author)}, std::move(thing)}, nullptr};
}

struct Twitter {
    static sdk::Manifest describe() {
        return {.id = "twitter",
                .version = "0.1.0",
                .display_name = "X",
                .flows = {"login", "lookup", "thing_owner", "revoke"},
                .hosts = {"api.x.com"},
                .redirect_hosts = {"x.com"},
                .id_scope = "global",
                .handles_recyclable = true,
                .claim_by = {"id", "handle", "url"},
                .quirks = {},
                .credentials = {"client_id", "client_secret", "app_token"},
                .config_schema = "{}"};
    }

    static std::optional<sdk::Subject> normalize(std::string_view typed, const sdk::Config& config) {
        const std::string_view text = sdk::trim(typed);
        if (text.starts_with("id:"))
            return sdk::is_decimal_id(text.substr(3)) ? std::optional(sdk::Subject::of_id(text.substr(3)))
                                                      : std::nullopt;
        const std::string_view bare = text.starts_with("@") ? text.substr(1) : text;
        if (is_handle(bare)) return sdk::Subject::of_handle(bare, sdk::lower(bare));
        const auto address = sdk::parse_web_address(text);
        if (!address || !is_own_authority(address->authority, config)) return std::nullopt;
        return from_path(address->path, config);
    }

    static sdk::Output step(const sdk::Event& event) {
        if (event.flow == "login") return login(event);
        if (event.flow == "lookup") return lookup(event);
        if (event.flow == "thing_owner") return thing_owner(event);
        if (event.flow == "revoke")
            return sdk::revoke(event, event.config.endpoint("revoke", api(event.config) + "/2/oauth2/revoke"), "basic");
        return sdk::unsupported("the twitter plugin has no flow " + event.flow);
    }
};

}  // namespace

OBOLUS_PLUGIN(Twitter);
