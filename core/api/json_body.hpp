// Reads a request's JSON body strictly. All requests of this API are flat objects of strings, booleans and whole
// numbers, so that is what is kept; of everything else only its kind, for a clear refusal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace obolus::api {

enum class JsonKind { text, number, boolean, null, array, object };

struct JsonField {
    std::string name;
    JsonKind kind = JsonKind::null;
    std::string text;                     ///< of kind text; "" otherwise
    bool truth = false;                   ///< of kind boolean
    std::optional<std::int64_t> integer;  ///< of kind number, when it is one: neither fraction nor exponent
};

/// The fields in their order; a name may repeat (the caller refuses it). RFC 8259 to the letter: one value, UTF-8, at
/// most 8 levels, nothing after it. Refusals: json_malformed, json_not_object.
base::Result<std::vector<JsonField>> parse_json_object(std::string_view body);

}  // namespace obolus::api
