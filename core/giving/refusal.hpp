// What the rules of giving say no to.
#pragma once

#include "base/result.hpp"

namespace obolus::giving {

enum class Refusal {
    own_thing = 1,        ///< one can't flattr oneself (rule 11)
    recipient_opted_out,  ///< nothing can be given to this identity (rule 16)
    flattr_unknown,       ///< no such flattr of this giver
    month_is_cut,         ///< that month has ended; its flattrs stand (rule 7)
    gift_unknown,         ///< no such gift of this giver
    gift_claimed,         ///< the recipient has it
    gift_returned         ///< it went back to the giver before
};
std::error_code make_error_code(Refusal refusal) noexcept;

}  // namespace obolus::giving

template <>
struct std::is_error_code_enum<obolus::giving::Refusal> : std::true_type {};
