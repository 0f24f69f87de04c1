// SPDX-License-Identifier: Apache-2.0
//
// What a plugin asks for: the next effect of a flow, and the state to be stepped with afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

#include "obolus/sdk/event.hpp"

namespace obolus::sdk {

/// Sends the person to the platform. The hub adds client_id, redirect_uri, state, PKCE and, with scope openid, nonce.
struct RedirectUser {
    std::string url{};
    std::string scope{};
    Fields parameters{};   ///< further ones
    std::string issuer{};  ///< what the callback's iss must be; "" when the platform sends none
};

/// How a request proves who asks. The secrets stay with the hub.
struct Auth {
    std::string scheme{};   ///< "basic", "post", "private_key_jwt" for the client; "bearer", "dpop" for a token
    std::string slot{};     ///< "client", "app_token", "$access_token"
    bool optional = false;  ///< of "app_token": where the operator has none, the request goes without
};

/// One field of a form: a text, or a slot that the hub fills ("$code", "$code_verifier", "$redirect_uri",
/// "$client_id").
struct FormField {
    std::string name{};
    std::string value{};
    bool is_slot = false;
};

/// Lifts a secret out of a JSON answer before the plugin sees it.
struct Capture {
    std::string slot{};     ///< "$access_token"
    std::string pointer{};  ///< JSON pointer (RFC 6901)
};

/// A request to one of the declared hosts. No redirect is followed.
struct Http {
    std::string method = "GET";
    std::string url{};
    Fields headers{};
    std::vector<FormField> form{};  ///< sent as application/x-www-form-urlencoded; or else
    std::string body{};
    std::optional<Auth> auth{};
    std::vector<Capture> capture{};
    bool token_response = false;  ///< the hub checks the answer of a token endpoint (RFC 6749, sections 5.1 and 5.2)
    bool dpop = false;            ///< a token request whose token is bound to a key of the hub's (RFC 9449)
    std::string id_token{};  ///< JSON pointer to an ID token that the hub verifies; the next trigger is then IdToken
    std::string issuer{};    ///< with id_token: its iss
    std::string jwks_url{};  ///< with id_token: where its keys are
};

/// An account on the platform.
struct Identity {
    std::string id{};  ///< stable, never a handle
    std::string handle{};
    std::string name{};
    std::string avatar_url{};
    std::string profile_url{};
    std::string kind = "person";  ///< "person", "page", "channel", "organisation"
    std::string role{};           ///< of an organisation or page in a login: "owner", "admin", "member"
};

/// A post, a photo, a video: what can be given for.
struct Thing {
    std::string type{};
    std::string id{};
    std::string url{};
    std::string title{};
};

struct Done {
    std::vector<Identity> identities{};
    std::optional<Thing> thing{};
};

/// May also be thrown, from anywhere in a plugin.
struct Fail {
    /// by_handle, of a lookup: the platform can't say whose a handle is, but shows it at every login. What is given is
    /// then for the handle, and claimed by whoever proves it twice.
    enum class Class { denied, not_found, rate_limited, bad_input, platform_error, unsupported, by_handle };
    Class reason = Class::platform_error;
    std::string detail{};                         ///< a sentence for the operator's log
    std::optional<std::int64_t> retry_after_s{};  ///< of rate_limited
};

struct Wait {
    std::int64_t seconds = 1;
};

using Effect = std::variant<RedirectUser, Http, Done, Fail, Wait>;

struct Output {
    Effect effect;
    boost::json::value state{};
};

/// What the plugin says of itself; see "Manifest" in docs/reference/plugin-messages.md.
struct Manifest {
    std::string id{};
    std::string version{};
    std::string display_name{};
    std::vector<std::string> flows{};
    std::vector<std::string> hosts{};           ///< that it asks; none: the operator's allow_hosts alone decide
    std::vector<std::string> redirect_hosts{};  ///< where it sends people
    std::string id_scope = "global";            ///< "global", "instance", "app"
    bool handles_recyclable = true;
    std::vector<std::string> claim_by{};  ///< "id", "handle", "url", "link_code"
    std::vector<std::string> quirks{};
    std::vector<std::string> credentials{"client_id", "client_secret"};  ///< and "app_token", when lookups need one
    std::string config_schema = "{}";  ///< JSON: key -> {"type", "required", "secret", "description"}
};

}  // namespace obolus::sdk
