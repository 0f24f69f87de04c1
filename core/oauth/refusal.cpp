#include <array>

#include "oauth/platforms.hpp"

namespace obolus::oauth {

namespace {
constexpr std::array<std::string_view, 16> names{"provider_unknown",
                                                 "sign_in_state_missing",
                                                 "sign_in_state_mismatch",
                                                 "sign_in_expired",
                                                 "sign_in_parameter_repeated",
                                                 "sign_in_denied",
                                                 "issuer_mismatch",
                                                 "token_refused",
                                                 "id_token_invalid",
                                                 "identity_invalid",
                                                 "text_not_understood",
                                                 "account_unknown",
                                                 "thing_unknown",
                                                 "owner_unknown",
                                                 "rate_limited",
                                                 "lookup_unsupported"};
const base::NamedCategory category{"oauth", names};
}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), category}; }

}  // namespace obolus::oauth
