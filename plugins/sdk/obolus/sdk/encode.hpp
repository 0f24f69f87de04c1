// SPDX-License-Identifier: Apache-2.0
//
// Effects, subjects and manifests to JSON. Used by plugin.hpp; an author doesn't call it.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "obolus/sdk/effect.hpp"
#include "obolus/sdk/encode_http.hpp"
#include "obolus/sdk/event.hpp"
#include "obolus/sdk/url.hpp"

namespace obolus::sdk::codec {

namespace json = boost::json;

inline json::array write_list(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

inline json::object write(const RedirectUser& effect) {
    json::object to{{"kind", "redirect_user"}, {"url", effect.url}, {"parameters", write_fields(effect.parameters)}};
    put(to, "scope", effect.scope);
    put(to, "issuer", effect.issuer);
    return to;
}

/// People put anything into a name or a title: control characters become blanks, what is too long is cut.
inline std::string tidy(std::string_view text) {
    std::string line = excerpt(text, 120, "");
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
    }
    return line;
}

/// A picture or page whose address is none is left out: it is no reason to turn its owner away.
inline void put_url(json::object& to, std::string_view name, const std::string& url) {
    const bool absolute = url.starts_with("https://") || url.starts_with("http://");
    if (absolute && parse_web_address(url)) to[name] = url;
}

inline json::object write(const Identity& identity) {
    json::object to{{"id", identity.id}, {"kind", identity.kind}};
    put(to, "role", identity.role);
    put(to, "handle", identity.handle);
    put(to, "name", tidy(identity.name));
    put_url(to, "avatar_url", identity.avatar_url);
    put_url(to, "profile_url", identity.profile_url);
    return to;
}

inline json::object write(const Done& effect) {
    json::array identities;
    for (const Identity& identity : effect.identities)
        identities.push_back(write(identity));
    json::object to{{"kind", "done"}, {"identities", std::move(identities)}};
    if (effect.thing) {
        json::object thing{{"type", effect.thing->type}, {"id", effect.thing->id}};
        put_url(thing, "url", effect.thing->url);
        put(thing, "title", tidy(effect.thing->title));
        to["thing"] = std::move(thing);
    }
    return to;
}

inline std::string_view name_of(Fail::Class reason) {
    switch (reason) {
        case Fail::Class::denied:
            return "denied";
        case Fail::Class::not_found:
            return "not_found";
        case Fail::Class::rate_limited:
            return "rate_limited";
        case Fail::Class::bad_input:
            return "bad_input";
        case Fail::Class::unsupported:
            return "unsupported";
        case Fail::Class::by_handle:
            return "by_handle";
        case Fail::Class::platform_error:
            break;
    }
    return "platform_error";
}

inline json::object write(const Fail& effect) {
    json::object to{{"kind", "fail"}, {"class", name_of(effect.reason)}};
    put(to, "detail", effect.detail);
    if (effect.retry_after_s) to["retry_after_s"] = *effect.retry_after_s;
    return to;
}

inline json::object write(const Wait& effect) { return {{"kind", "wait"}, {"seconds", effect.seconds}}; }

inline std::string write_output(const Output& output) {
    json::object to;
    to["effect"] = std::visit([](const auto& effect) { return write(effect); }, output.effect);
    to["state"] = output.state;
    return json::serialize(to);
}

inline std::string write_subject(const Subject& subject) {
    static constexpr std::string_view kinds[] = {"handle", "id", "thing"};
    json::object to{{"kind", kinds[static_cast<std::size_t>(subject.kind)]}};
    put(to, "type", subject.type);
    put(to, "id", subject.id);
    put(to, "handle", subject.handle);
    put(to, "key", subject.key);
    put(to, "url", subject.url);
    put(to, "instance", subject.instance);
    return json::serialize(to);
}

inline std::string write_manifest(const Manifest& manifest, std::string_view interface_id) {
    return json::serialize(json::object{{"interface", interface_id},
                                        {"id", manifest.id},
                                        {"version", manifest.version},
                                        {"display_name", manifest.display_name},
                                        {"flows", write_list(manifest.flows)},
                                        {"hosts", write_list(manifest.hosts)},
                                        {"redirect_hosts", write_list(manifest.redirect_hosts)},
                                        {"id_scope", manifest.id_scope},
                                        {"handles_recyclable", manifest.handles_recyclable},
                                        {"claim_by", write_list(manifest.claim_by)},
                                        {"quirks", write_list(manifest.quirks)},
                                        {"credentials", write_list(manifest.credentials)},
                                        {"config_schema", json::parse(manifest.config_schema)}});
}

}  // namespace obolus::sdk::codec
