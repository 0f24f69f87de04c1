// What is flattred: an account itself, or something at a URL that belongs to one. The two are different things (rule
// 8).
#pragma once

#include <string>

namespace obolus::giving {

/// `key` is canonical and unique in the hub: "demo:1001" for an account, "demo:post:1790000000000000123" for a post.
/// Two texts that name the same thing give the same key.
struct Thing {
    std::string key;
    std::string url;    ///< where a person can look at it; may be empty for an account
    std::string title;  ///< "@ada" or the first words of a post; may be empty
};

}  // namespace obolus::giving
