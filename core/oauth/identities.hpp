// What a plugin says about people, checked before it counts. Provider and instance come from the hub; what the plugin
// might say of them is not even read.
#pragma once

#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "base/result.hpp"
#include "identity/identity.hpp"

namespace obolus::oauth {

/// A stable id, handle or name: 1 to 255 bytes of UTF-8 without control characters.
bool is_plain_text(std::string_view text) noexcept;

/// `url` if a page may link to it, "" otherwise: https, or http on loopback (`plain_on_loopback`), at most 2048 bytes.
std::string safe_url(std::string_view url, bool plain_on_loopback);

/// What somebody who signs in may act for: organisations and pages have many members, and only those whose `role` is
/// owner or admin take their money.
boost::json::array without_foreign_organisations(const boost::json::array& list);

/// The effect's `identities`: 1 to 64, each with a string `id` (a number is refused: ids exceed 2^53), none twice, none
/// of another instance, no id that begins with "@" or "#". Refusal: identity_invalid.
base::Result<std::vector<identity::ExternalIdentity>> read_identities(const boost::json::array& list,
                                                                      std::string_view provider,
                                                                      std::string_view instance);

}  // namespace obolus::oauth
