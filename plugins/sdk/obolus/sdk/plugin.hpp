// SPDX-License-Identifier: Apache-2.0
//
// The one header that turns a class into a plugin. Include it in exactly one source file of the shared library: it
// brings Boost.JSON's definitions, so that the plugin links nothing.
//
//     struct Example {
//         static obolus::sdk::Manifest describe();
//         static std::optional<obolus::sdk::Subject> normalize(std::string_view text, const obolus::sdk::Config&
//         config); static obolus::sdk::Output step(const obolus::sdk::Event& event);
//     };
//     OBOLUS_PLUGIN(Example)
#pragma once

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/src.hpp>

#include "obolus/draft/identity_provider.h"
#include "obolus/sdk/decode.hpp"
#include "obolus/sdk/effect.hpp"
#include "obolus/sdk/encode.hpp"
#include "obolus/sdk/event.hpp"

namespace obolus::sdk {

/// The C functions over a class of static functions. Nothing is thrown out of them: a thrown Fail is that effect, and
/// any other exception is fail{platform_error}.
template <class Platform>
class Adapter {
   public:
    static const obolus_identity_provider* table() noexcept {
        static const obolus_identity_provider provider{sizeof(obolus_identity_provider),
                                                       OBOLUS_ABI_MAJOR,
                                                       OBOLUS_ABI_MINOR,
                                                       0,
                                                       describe,
                                                       normalize,
                                                       step,
                                                       nullptr};
        return &provider;
    }

   private:
    static void send(const obolus_sink* out, std::string_view text) {
        out->write(out->context, text.data(), text.size());
    }

    static obolus_status describe(const obolus_sink* out) noexcept {
        try {
            send(out, codec::write_manifest(Platform::describe(), OBOLUS_IDENTITY_PROVIDER));
            return OBOLUS_OK;
        } catch (...) {
            return OBOLUS_FAILED;
        }
    }

    static obolus_status normalize(obolus_bytes message, const obolus_sink* out) noexcept {
        try {
            const boost::json::value whole = codec::parse({message.data, message.size});
            const boost::json::object& from = whole.as_object();
            const std::optional<Subject> subject =
                Platform::normalize(codec::text_of(from, "text"), codec::read_config(codec::object_of(from, "config")));
            send(out, subject ? codec::write_subject(*subject) : "null");
            return OBOLUS_OK;
        } catch (const codec::BadMessage&) {
            return OBOLUS_BAD_MESSAGE;
        } catch (...) {
            return OBOLUS_FAILED;
        }
    }

    static obolus_status step(obolus_bytes message, const obolus_sink* out) noexcept {
        try {
            Event event;
            try {
                event = codec::read_event({message.data, message.size});
            } catch (const std::bad_alloc&) {
                throw;
            } catch (const std::exception&) {
                return OBOLUS_BAD_MESSAGE;
            }
            send(out, codec::write_output(run(event)));
            return OBOLUS_OK;
        } catch (...) {
            return OBOLUS_FAILED;
        }
    }

    static Output run(const Event& event) {
        try {
            return Platform::step(event);
        } catch (const Fail& fail) {
            return {fail, nullptr};
        } catch (const std::bad_alloc&) {
            return {Fail{Fail::Class::platform_error, "the plugin ran out of memory", {}}, nullptr};
        } catch (const std::exception& error) {
            return {Fail{Fail::Class::platform_error, printable(error.what()), {}}, nullptr};
        }
    }

    /// A message of unknown origin may hold anything; a detail is a short line of ASCII.
    static std::string printable(std::string_view text) {
        std::string line(text.substr(0, 200));
        for (char& character : line) {
            if (character < ' ' || character > '~') character = '?';
        }
        return line;
    }
};

}  // namespace obolus::sdk

#define OBOLUS_PLUGIN(Platform)                                                               \
    extern "C" OBOLUS_EXPORT const obolus_identity_provider* obolus_idp_entry(std::uint32_t); \
    extern "C" const obolus_identity_provider* obolus_idp_entry(std::uint32_t) {              \
        return ::obolus::sdk::Adapter<Platform>::table();                                     \
    }                                                                                         \
    static_assert(true, "a semicolon may follow")
