#include "bad_plugin.hpp"
extern "C" OBOLUS_EXPORT const obolus_identity_provider* obolus_idp_entry(std::uint32_t) { return nullptr; }
