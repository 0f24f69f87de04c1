#include "web/page.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "http/csrf.hpp"
#include "hub/refusals.hpp"
#include "web/assets.hpp"
#include "web/format.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
constexpr std::string_view html = "text/html; charset=utf-8";

std::string hub_name(const Door& door) {
    return door.options.hub_name.empty() ? door.hub.rules().hub_id : door.options.hub_name;
}

std::string provider_name(const Door& door, const std::string& provider) {
    for (const oauth::ProviderInfo& info : door.platforms.providers())
        if (info.name == provider) return info.display_name;
    return provider;
}

bool has_header(const http::Response& response, std::string_view name) {
    return http::find_header(response.headers, name).has_value();
}
}  // namespace

http::Response show(const Door& door, const Visitor& visitor, Page page) {
    page.content.text("csrf", visitor.signed_in() ? http::csrf_token(door.options.csrf_key, visitor.token) : "");
    View frame;
    frame.text("title", page.title)
        .text("hub_name", hub_name(door))
        .text("css", static_url("obolus.css"))
        .text("icon", static_url("coin.svg"))
        .text("continue_to", page.continue_to)
        .text("version", door.options.version)
        .text("source_url", link_or_nothing(door.options.source_url))
        .flag("signed_in", visitor.signed_in())
        .flag("member", visitor.is_member())
        .flag("operator", visitor.is_operator())
        .text("flash", visitor.flash ? to_html(*visitor.flash) : "")
        .text("content", render_template(page.template_name, page.content))
        .text("csrf", visitor.signed_in() ? http::csrf_token(door.options.csrf_key, visitor.token) : "");
    if (visitor.signed_in()) frame.text("who", display_name(visitor.session->identities.front()));

    http::Response response = http::text_response(page.status, std::string(html), render_template("layout", frame));
    response.headers.emplace_back("Cache-Control", "no-store");
    if (visitor.flash) response.headers.push_back(clear_flash());
    return response;
}

http::Response show_refusal(const Door& door, const Visitor& visitor, const std::error_code& error,
                            const std::string& back) {
    const hub::RefusalRow& row = hub::describe(error);
    View view;
    view.text("title", std::string(row.title))
        .text("why", std::string(row.why))
        .text("next", std::string(row.next))
        .text("next_url", std::string(row.next_url))
        .text("name", std::string(row.name))
        .flag("prove_again", visitor.signed_in() && error == hub::Refusal::sign_in_not_recent)
        .text("prove_to", back)
        .flag("member", visitor.is_member())
        .flag("sign_in", !visitor.signed_in())
        .flag("account_needed", visitor.signed_in() && !visitor.is_member())
        .list("providers", provider_views(door));
    http::Response response = show(door, visitor, {"error", std::string(row.title), std::move(view), row.status});
    response.refusal = row.name;
    return response;
}

http::Response go_to(const Door& door, const std::string& path, const Flash& flash) {
    http::Response response = http::redirect_response(path);
    response.headers.push_back(set_flash(door.options.csrf_key, flash));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

std::string display_name(const identity::ExternalIdentity& identity) {
    if (!identity.name.empty()) return identity.name;
    if (!identity.handle.empty()) return "@" + identity.handle;
    return identity::to_string(identity.key);
}

View identity_view(const Door& door, const identity::ExternalIdentity& identity) {
    constexpr unsigned tints = 6;
    const std::string name = display_name(identity);
    View view;
    view.text("name", name)
        .text("handle", identity.handle.empty() ? "" : "@" + identity.handle)
        .text("provider", provider_name(door, identity.key.provider))
        .text("initials", initials(name))
        .text("tint", std::to_string(base::sha256(identity::to_string(identity.key))[0] % tints))
        .text("profile_url", link_or_nothing(identity.profile_url))
        .text("key", identity::to_string(identity.key));
    return view;
}

void add_thing(View& view, const std::string& title, const std::string& url, const std::string& key) {
    view.text("title", title.empty() ? key : title).text("url", link_or_nothing(url));
}

std::string receipt_path(const std::string& id) {
    const std::size_t slash = id.find('/');
    return slash == std::string::npos ? std::string() : id.substr(slash);
}

std::vector<View> provider_views(const Door& door) {
    std::vector<View> views;
    for (const oauth::ProviderInfo& provider : door.platforms.providers())
        views.push_back(View{}
                            .text("name", provider.name)
                            .text("display_name", provider.display_name)
                            .flag("of_instances", provider.manifest.id_scope == "instance"));
    return views;
}

std::string link_or_nothing(const std::string& url) {
    return url.starts_with("https://") || url.starts_with("http://") ? url : std::string();
}

void add_security_headers(const Options& options, http::Response& response) {
    const auto add = [&](const char* name, const char* value) {
        if (!has_header(response, name)) response.headers.emplace_back(name, value);
    };
    add("Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
        "'none'");
    add("X-Content-Type-Options", "nosniff");
    // Not no-referrer: browsers would then send "Origin: null" with our own forms, which the same-origin check refuses.
    add("Referrer-Policy", "same-origin");
    add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Cache-Control", "no-store");  // what may be kept says so itself
    if (options.public_url.starts_with("https://"))
        add("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

}  // namespace obolus::web
