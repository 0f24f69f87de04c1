// SPDX-License-Identifier: Apache-2.0
//
// The Http effect to JSON. Used by encode.hpp.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "obolus/sdk/effect.hpp"
#include "obolus/sdk/event.hpp"

namespace obolus::sdk::codec {

namespace json = boost::json;

inline void put(json::object& to, std::string_view name, const std::string& value) {
    if (!value.empty()) to[name] = value;
}

inline json::array write_fields(const Fields& fields) {
    json::array list;
    for (const Field& field : fields)
        list.push_back(json::array{field.first, field.second});
    return list;
}

inline json::object write(const Http& effect) {
    json::object to{{"kind", "http"}, {"method", effect.method}, {"url", effect.url}};
    if (!effect.headers.empty()) to["headers"] = write_fields(effect.headers);
    put(to, "body", effect.body);
    if (!effect.form.empty()) {
        json::array form;
        for (const FormField& field : effect.form) {
            const json::value value =
                field.is_slot ? json::value(json::object{{"slot", field.value}}) : json::value(field.value);
            form.push_back(json::array{field.name, value});
        }
        to["form"] = std::move(form);
    }
    if (effect.auth) {
        json::object auth{{"scheme", effect.auth->scheme}, {"slot", effect.auth->slot}};
        if (effect.auth->optional) auth["optional"] = true;
        to["auth"] = std::move(auth);
    }
    if (!effect.capture.empty()) {
        json::array captures;
        for (const Capture& capture : effect.capture)
            captures.push_back(json::object{{"slot", capture.slot}, {"pointer", capture.pointer}});
        to["capture"] = std::move(captures);
    }
    if (effect.token_response) to["token_response"] = true;
    if (effect.dpop) to["dpop"] = true;
    put(to, "id_token", effect.id_token);
    put(to, "issuer", effect.issuer);
    put(to, "jwks_url", effect.jwks_url);
    return to;
}

}  // namespace obolus::sdk::codec
