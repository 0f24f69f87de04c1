// SPDX-License-Identifier: Apache-2.0
//
// JSON to events. Used by plugin.hpp; an author doesn't call it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "obolus/sdk/event.hpp"

namespace obolus::sdk::codec {

namespace json = boost::json;

/// The message isn't what the interface describes.
struct BadMessage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline json::value parse(std::string_view text) {
    json::parse_options options;
    options.max_depth = 64;
    json::error_code error;
    json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
    if (error) throw BadMessage(error.message());
    return value;
}

inline std::string text_of(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    if (found == nullptr || found->is_null()) return {};
    if (!found->is_string()) throw BadMessage("a member that should be a string isn't one");
    return std::string(std::string_view(found->get_string()));
}

inline json::object object_of(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    if (found == nullptr || found->is_null()) return {};
    if (!found->is_object()) throw BadMessage("a member that should be an object isn't one");
    return found->get_object();
}

inline Fields fields_of(const json::object& from, std::string_view name) {
    Fields fields;
    const json::value* found = from.if_contains(name);
    if (found == nullptr) return fields;
    for (const json::value& pair : found->as_array()) {
        const json::array& both = pair.as_array();
        fields.emplace_back(std::string_view(both.at(0).as_string()), std::string_view(both.at(1).as_string()));
    }
    return fields;
}

inline Config read_config(const json::object& from) {
    return {object_of(from, "settings"), object_of(from, "endpoints"), text_of(from, "instance")};
}

inline Subject read_subject(const json::object& from) {
    Subject subject;
    const std::string kind = text_of(from, "kind");
    if (kind != "handle" && kind != "id" && kind != "thing") throw BadMessage("a subject of an unknown kind");
    subject.kind = kind == "handle" ? Subject::Kind::handle : kind == "id" ? Subject::Kind::id : Subject::Kind::thing;
    subject.id = text_of(from, "id");
    subject.handle = text_of(from, "handle");
    subject.key = text_of(from, "key");
    subject.type = text_of(from, "type");
    subject.url = text_of(from, "url");
    subject.instance = text_of(from, "instance");
    return subject;
}

inline Event read_event(std::string_view text) {
    const json::value whole = parse(text);
    const json::object& from = whole.as_object();
    Event event;
    event.flow = text_of(from, "flow");
    event.config = read_config(object_of(from, "config"));
    if (const json::value* now = from.if_contains("now")) event.now = now->as_int64();
    event.entropy = text_of(from, "entropy");
    if (const json::value* state = from.if_contains("state")) event.state = *state;

    const json::object& trigger = from.at("trigger").as_object();
    const std::string kind = text_of(trigger, "kind");
    if (kind == "start") {
        Start start;
        if (trigger.contains("subject")) start.subject = read_subject(trigger.at("subject").as_object());
        if (const json::value* slots = trigger.if_contains("slots")) {
            for (const json::value& slot : slots->as_array())
                start.slots.emplace_back(std::string_view(slot.as_string()));
        }
        event.trigger = std::move(start);
    } else if (kind == "callback") {
        event.trigger = Callback{fields_of(trigger, "fields")};
    } else if (kind == "http_response") {
        const auto status = static_cast<int>(trigger.at("status").as_int64());
        event.trigger = HttpResponse{status, fields_of(trigger, "headers"), text_of(trigger, "body")};
    } else if (kind == "id_token") {
        event.trigger = IdToken{object_of(trigger, "claims")};
    } else {
        throw BadMessage("an unknown trigger");
    }
    return event;
}

}  // namespace obolus::sdk::codec
