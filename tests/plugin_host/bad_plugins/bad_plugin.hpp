// A plugin written straight against the C ABI, for plugins that misbehave: what the SDK would not let them do.
#pragma once

#include <cstdint>
#include <string_view>

#include <obolus/draft/identity_provider.h>

namespace bad {

inline constexpr std::string_view manifest = R"({"interface":")" OBOLUS_IDENTITY_PROVIDER R"(","id":"bad","version":"1",
"display_name":"Bad","flows":["login"],"hosts":[],"redirect_hosts":[],"id_scope":"global","handles_recyclable":true,"claim_by":["id"],
"quirks":[],"config_schema":{}})";
inline constexpr std::string_view good_output = R"({"effect":{"kind":"fail","class":"unsupported"},"state":null})";

inline void send(const obolus_sink* out, std::string_view text) { out->write(out->context, text.data(), text.size()); }

inline obolus_status describe(const obolus_sink* out) {
    send(out, manifest);
    return OBOLUS_OK;
}

/// A step that behaves when it isn't asked for the flow "login", so that a test can see the worker at work again.
template <void (*misbehave)(const obolus_sink*)>
obolus_status step(obolus_bytes event, const obolus_sink* out) {
    const std::string_view text(event.data, event.size);
    if (text.find("\"flow\":\"login\"") == std::string_view::npos) {
        send(out, good_output);
    } else {
        misbehave(out);
    }
    return OBOLUS_OK;
}

inline obolus_status normalize(obolus_bytes, const obolus_sink* out) {
    send(out, "null");
    return OBOLUS_OK;
}

template <void (*misbehave)(const obolus_sink*)>
const obolus_identity_provider* table() {
    static const obolus_identity_provider provider{sizeof(obolus_identity_provider),
                                                   OBOLUS_ABI_MAJOR,
                                                   OBOLUS_ABI_MINOR,
                                                   0,
                                                   describe,
                                                   normalize,
                                                   step<misbehave>,
                                                   nullptr};
    return &provider;
}

}  // namespace bad

/// A plugin whose login step runs the given statements, which may use `out`.
#define BAD_STEP(...)                                                                          \
    static void misbehave(const obolus_sink* out) {                                            \
        (void)out;                                                                             \
        __VA_ARGS__                                                                            \
    }                                                                                          \
    extern "C" OBOLUS_EXPORT const obolus_identity_provider* obolus_idp_entry(std::uint32_t) { \
        return bad::table<misbehave>();                                                        \
    }
