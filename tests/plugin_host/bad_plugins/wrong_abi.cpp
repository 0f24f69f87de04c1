#include "bad_plugin.hpp"
extern "C" OBOLUS_EXPORT const obolus_identity_provider* obolus_idp_entry(std::uint32_t) {
    static const obolus_identity_provider provider{sizeof provider, 7,       0,      0, bad::describe,
                                                   bad::normalize,  nullptr, nullptr};
    return &provider;
}
