// What every page has in common: whom it may ask, who is looking at it, and how a form is taken in.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "awaiting/hub.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "http/rate_limit.hpp"
#include "hub/hub.hpp"
#include "hub/session_cache.hpp"
#include "oauth/platforms.hpp"
#include "web/flash.hpp"
#include "web/options.hpp"

namespace obolus::web {

struct Door {
    hub::Hub& hub;
    oauth::Platforms& platforms;
    hub::SessionCache& sessions;
    Options options;
    mutable http::RateLimit traces{30};  ///< of each person, a minute: a trace reads much of the journal
};
using DoorPtr = std::shared_ptr<const Door>;

template <class T>
using Awaitable = boost::asio::awaitable<T>;
template <class T>
using Result = base::Result<T>;

using awaiting::ask;
using awaiting::run;

/// Who is looking at a page, and what the last form has left to say.
struct Visitor {
    std::string token;  ///< "" when not signed in
    std::optional<hub::SessionView> session;
    std::optional<Flash> flash;

    bool signed_in() const noexcept { return session.has_value(); }
    bool is_member() const noexcept { return session && session->member; }
    bool is_operator() const noexcept { return session && session->is_operator; }
};

/// A visitor without a session, or with one that has ended, is nobody. Errors: faults only.
Awaitable<Result<Visitor>> find_visitor(DoorPtr door, http::Request request);

/// The fields of a form of ours. Refusals: cross_site, content_type_wrong, form_malformed, field_repeated.
Result<http::Fields> read_form(const Door& door, const http::Request& request);
/// The same for a form that only this session's own page can have sent. Refusals: also csrf_token_wrong.
Result<http::Fields> read_session_form(const Door& door, const http::Request& request, const Visitor& visitor);
/// A field's value without blanks around it; "" when absent.
std::string field(const http::Fields& form, std::string_view name);

}  // namespace obolus::web
