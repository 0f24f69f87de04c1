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
/// The page that says why something can't be done, and what can.
http::Response show_refusal(const Door& door, const Visitor& visitor, const std::error_code& error);
/// 303 to a page of ours, which will say `flash` once.
http::Response go_to(const Door& door, const std::string& path, const Flash& flash);

/// "Ada Lovelace", else "@ada", else "demo:1001".
std::string display_name(const identity::ExternalIdentity& identity);
/// For partial `avatar` and lines about somebody: {name, handle, provider, initials, tint, url}. Nobody's picture is
/// fetched: a visit here tells no platform anything.
View identity_view(const Door& door, const identity::ExternalIdentity& identity);
/// For partial `sign_in_buttons`.
std::vector<View> provider_views(const Door& door);
/// The address if a link may lead there (http or https), "" otherwise.
std::string link_or_nothing(const std::string& url);

/// The headers of every response of the hub: CSP and the others.
void add_security_headers(const Options& options, http::Response& response);

}  // namespace obolus::web
