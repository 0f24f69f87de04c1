// URL patterns of the operator's YAML: "https://example.org/@{handle}/posts/{id}".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace generic {

/// What a pattern's placeholders stand for in a URL; "" for one that the pattern doesn't have.
struct Match {
    std::string handle;
    std::string id;
};

/// "" when it is an absolute URL without query whose path has {handle}, {id} or both, each at most once and one to a
/// segment; otherwise what is wrong.
std::string check_pattern(std::string_view pattern);

/// The URL's placeholders when it has the pattern's authority and path; a www. before the host makes no difference, nor
/// do scheme, query and fragment.
std::optional<Match> match(std::string_view pattern, std::string_view url);

/// The pattern with its placeholders filled in, percent-encoded. Also for the templates of request URLs.
std::string fill(std::string_view pattern, const Match& values);

}  // namespace generic
