// Where a request comes from, by the browser's own account. A page of another site can make a browser send our cookies
// along; it can't make it lie in Origin or Sec-Fetch-Site.
#pragma once

#include <string_view>

#include "http/message.hpp"

namespace obolus::http {

enum class Source {
    same_origin,  ///< a page of ours
    elsewhere,    ///< another site, another origin of the same site, or an opaque one ("null")
    unsaid        ///< neither header: no browser of this decade on a POST; curl, or a typed address on a GET
};

/// `public_url` is the configured one ("https://hub.example", a path is ignored); the Host header plays no part. A
/// mutating request that cookies authorise is allowed for same_origin alone.
Source source_of(const Request& request, std::string_view public_url);

/// Whether a text may follow as a redirect's Location: a path on this very host. "//evil", "/\evil", "javascript:...",
/// control characters (browsers drop tabs and newlines), non-ASCII and more than 2048 bytes are refused.
bool is_local_path(std::string_view text) noexcept;

}  // namespace obolus::http
