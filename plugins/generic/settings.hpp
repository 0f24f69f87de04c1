// An entry's settings: a platform described by data alone. The keys are in schema(), which is what operators see.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>
#include <obolus/sdk/effect.hpp>
#include <obolus/sdk/event.hpp>

namespace generic {

namespace json = boost::json;
namespace sdk = obolus::sdk;

/// Where an account's properties are in the platform's JSON.
struct Pointers {
    std::string id;
    std::string handle;
    std::string name;
    std::string avatar;
    std::string profile_url;
};

struct ThingPattern {
    std::string url;
    std::string type;
};

struct Settings {
    std::string issuer;  ///< "" for plain OAuth 2
    std::string authorize_url;
    std::string token_url;
    std::string userinfo_url;
    std::string revoke_url;  ///< RFC 7009; "" when tokens aren't revoked, or the issuer's document says where
    std::string scope;
    std::string client_auth;  ///< "" with an issuer: as its discovery document says
    bool use_userinfo = true;
    bool dpop = false;
    Pointers account;
    std::string handle_characters;  ///< all that may be in a handle
    std::size_t handle_length_max = 64;
    bool handles_case_sensitive = false;
    bool claim_by_handle = false;  ///< no lookups, but a unique handle at every login
    std::vector<std::string> profile_urls;
    std::vector<ThingPattern> thing_urls;
    std::string lookup_url;        ///< of an account by {handle}; "" when the platform has none
    std::string lookup_by_id_url;  ///< by {id}
    Pointers lookup;
    std::string thing_lookup_url;  ///< of a thing by {id}, maybe with {handle}
    std::string thing_owner_id_pointer;
    std::string thing_owner_handle_pointer;
    std::string thing_title_pointer;
};

/// The manifest's config_schema, as JSON.
std::string schema();

/// The settings with their defaults, and the operator's endpoints in place of theirs.
Settings read_settings(const sdk::Config& config);

/// All that is wrong with them, as sentences separated by "; "; "" when they describe a platform.
std::string check_settings(const Settings& settings, const sdk::Config& config);

/// The account that the JSON describes. `id` may be empty.
sdk::Identity read_identity(const json::value& from, const Pointers& pointers, const Settings& settings);

bool is_handle(std::string_view text, const Settings& settings);
/// The form under which two spellings of a handle are one.
std::string key_of(std::string_view handle, const Settings& settings);

}  // namespace generic
