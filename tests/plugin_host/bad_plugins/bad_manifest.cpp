#include "bad_plugin.hpp"
namespace {
obolus_status describe(const obolus_sink* out) {
    bad::send(out, R"({"interface":")" OBOLUS_IDENTITY_PROVIDER
                   R"(","id":"bad","version":"1","display_name":"Bad","flows":["steal"],
        "hosts":[],"redirect_hosts":[],"id_scope":"global","claim_by":[],"quirks":[],"config_schema":{}})");
    return OBOLUS_OK;
}
}  // namespace
extern "C" OBOLUS_EXPORT const obolus_identity_provider* obolus_idp_entry(std::uint32_t) {
    static const obolus_identity_provider provider{sizeof provider, 1,      0, 0, describe, bad::normalize,
                                                   bad::normalize,  nullptr};
    return &provider;
}
