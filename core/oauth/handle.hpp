// One canonical form for each handle that a person may type: an account must have one key, and no key two accounts.
// What could be mistaken for another handle is refused rather than guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace obolus::oauth {

/// The handle in Unicode's compatibility form (NFKC, UAX 15): full-width and composed letters become the ordinary ones.
/// Case stays, since the plugin knows whether its platform tells "Ada" from "ada". Nothing for what can't be told apart
/// by eye or by rule: a dot at either end, blanks, invisible and control characters, scripts mixed in one word, and
/// letters of another script that look like an ASCII handle (UTS 39).
std::optional<std::string> canonical_handle(std::string_view handle);

}  // namespace obolus::oauth
