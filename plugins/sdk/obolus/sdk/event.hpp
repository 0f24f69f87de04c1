// SPDX-License-Identifier: Apache-2.0
//
// What a plugin is given: the events that docs/reference/plugin-messages.md describes, as types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace obolus::sdk {

using Field = std::pair<std::string, std::string>;  ///< name and value
using Fields = std::vector<Field>;                  ///< in order; names may repeat

/// The operator's entry for this platform, without secrets.
struct Config {
    boost::json::object settings{};   ///< as the manifest's config_schema describes
    boost::json::object endpoints{};  ///< overrides by name, URLs without a slash at the end
    std::string instance{};           ///< host, for platforms of many instances; "" otherwise

    /// The operator's override of an endpoint, or `usual`.
    std::string endpoint(std::string_view name, std::string_view usual) const;
    /// A setting of type string; "" when it isn't set.
    std::string setting(std::string_view name) const;
};

/// What somebody typed, in its canonical form: what normalize answers, and what lookup and thing_owner are started
/// with.
struct Subject {
    enum class Kind { handle, id, thing };
    Kind kind = Kind::handle;
    std::string id{};      ///< of kind id: the account's; of kind thing: the thing's
    std::string handle{};  ///< of kind handle; of kind thing when its URL says whose it is
    std::string key{};     ///< of kind handle: its case-folded form, one per account
    std::string type{};    ///< of kind thing: "post", "photo", ...
    std::string url{};     ///< of kind thing: its canonical URL
    std::string instance{};

    static Subject of_handle(std::string_view typed, std::string_view folded) {
        return {.handle = std::string(typed), .key = std::string(folded)};
    }
    static Subject of_id(std::string_view id) { return {.kind = Kind::id, .id = std::string(id)}; }
};

/// The first step of a flow. `subject` is of no meaning in a login.
struct Start {
    Subject subject{};
    std::vector<std::string> slots{};  ///< of a revoke: the tokens that the hub still holds, "$access_token", ...
};
/// The person came back. The hub has checked state and iss, and keeps the code in the slot "$code".
struct Callback {
    Fields fields{};
};
/// The answer to an Http effect; what was captured reads "[captured]".
struct HttpResponse {
    int status = 0;
    Fields headers{};  ///< names in lower case
    std::string body{};
    /// The first header of that name; "" when there is none.
    std::string_view header(std::string_view name) const;
};
/// The claims of an ID token that the hub has verified, after an Http effect with id_token.
struct IdToken {
    boost::json::object claims{};
};

struct Event {
    std::string flow{};  ///< "login", "lookup", "thing_owner", "revoke", "check_config"
    Config config{};
    std::int64_t now = 0;   ///< seconds since 1970
    std::string entropy{};  ///< 64 hexadecimal digits, fresh for each step
    boost::json::value state{};
    std::variant<Start, Callback, HttpResponse, IdToken> trigger;
};

inline std::string Config::endpoint(std::string_view name, std::string_view usual) const {
    const boost::json::value* found = endpoints.if_contains(name);
    return std::string(found != nullptr && found->is_string() ? std::string_view(found->get_string()) : usual);
}

inline std::string Config::setting(std::string_view name) const {
    const boost::json::value* found = settings.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(std::string_view(found->get_string())) : std::string();
}

inline std::string_view HttpResponse::header(std::string_view name) const {
    for (const Field& field : headers) {
        if (field.first == name) return field.second;
    }
    return {};
}

}  // namespace obolus::sdk
