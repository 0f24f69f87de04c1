// A page: a template's content in the frame that all pages share.
#pragma once

#include <string>
#include <system_error>
#include <vector>

#include "http/message.hpp"
#include "identity/identity.hpp"
#include "oauth/platforms.hpp"
#include "web/door.hpp"
#include "web/view.hpp"

namespace obolus::web {

struct Page {
    std::string template_name;  ///< "me": templates/me.mustache
    std::string title;
    View content;
    int status = 200;
    std::string continue_to = {};  ///< the browser goes on there by itself; "" stays
};

/// The whole document. It is never cached: every page is somebody's.
http::Response show(const Door& door, const Visitor& visitor, Page page);
/// The page that says why something can't be done, and what can. `back` is where one goes on after proving again who
/// one is, when that is what is missing.
http::Response show_refusal(const Door& door, const Visitor& visitor, const std::error_code& error,
                            const std::string& back = "/me");
/// 303 to a page of ours, which will say `flash` once.
http::Response go_to(const Door& door, const std::string& path, const Flash& flash);

/// "Ada Lovelace", else "@ada", else "demo:1001".
std::string display_name(const identity::ExternalIdentity& identity);
/// For partial `avatar` and lines about somebody: {name, handle, provider, initials, tint, profile_url, key}. Nobody's
/// picture is fetched: a visit here tells no platform anything.
View identity_view(const Door& door, const identity::ExternalIdentity& identity);
/// Adds {title, url} of something that was given to or for.
void add_thing(View& view, const std::string& title, const std::string& url, const std::string& key);
/// "demo/t/63.1.4" -> "/t/63.1.4": the page that says where that money came from and where it went.
std::string receipt_path(const std::string& id);
/// For partials `sign_in_buttons` and `prove_buttons`.
std::vector<View> provider_views(const Door& door);
/// The address if a link may lead there (http or https), "" otherwise.
std::string link_or_nothing(const std::string& url);

/// One view for each item.
template <class Item, class Make>
std::vector<View> views_of(const std::vector<Item>& items, Make make) {
    std::vector<View> views;
    views.reserve(items.size());
    for (const Item& item : items)
        views.push_back(make(item));
    return views;
}

/// The headers of every response of the hub: CSP and the others.
void add_security_headers(const Options& options, http::Response& response);

}  // namespace obolus::web
