// A YAML document as a plain tree that remembers its lines. The library stays behind document.cpp.
//
// Narrower than YAML on purpose: one document, keys are plain texts, no key twice (YAML parsers commonly let the last
// one win, which hides mistakes), no anchors, aliases or tags.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace obolus::settings {

struct Problem;

struct Node {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    int line = 0;         ///< 1-based; of its key when it has one
    std::string scalar;   ///< as written, quotes and escapes resolved
    bool quoted = false;  ///< "8080" is a text, 8080 a number
    std::vector<Node> items;
    std::vector<std::pair<std::string, Node>> members;  ///< in order
};

/// The document's root; what is wrong with its form goes to `problems` (then the root may be incomplete).
Node parse_document(std::string_view text, std::vector<Problem>& problems);

/// The node as JSON, with YAML's core types: unquoted true, false, null and numbers are what they look like, all else
/// is text.
std::string to_json(const Node& node);

}  // namespace obolus::settings
