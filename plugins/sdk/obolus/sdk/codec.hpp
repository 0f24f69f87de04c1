// SPDX-License-Identifier: Apache-2.0
//
// JSON to events and effects to JSON. Used by plugin.hpp; an author doesn't call it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "obolus/sdk/effect.hpp"
#include "obolus/sdk/event.hpp"
#include "obolus/sdk/url.hpp"

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

inline void put(json::object& to, std::string_view name, const std::string& value) {
  if (!value.empty()) to[name] = value;
}

inline json::array write_fields(const Fields& fields) {
  json::array list;
  for (const Field& field : fields)
    list.push_back(json::array{field.first, field.second});
  return list;
}

inline json::array write_list(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

inline json::object write(const RedirectUser& effect) {
  json::object to{{"kind", "redirect_user"}, {"url", effect.url}, {"parameters", write_fields(effect.parameters)}};
  put(to, "scope", effect.scope);
  put(to, "issuer", effect.issuer);
  return to;
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
  if (effect.auth) to["auth"] = json::object{{"scheme", effect.auth->scheme}, {"slot", effect.auth->slot}};
  if (!effect.capture.empty()) {
    json::array captures;
    for (const Capture& capture : effect.capture)
      captures.push_back(json::object{{"slot", capture.slot}, {"pointer", capture.pointer}});
    to["capture"] = std::move(captures);
  }
  if (effect.token_response) to["token_response"] = true;
  put(to, "id_token", effect.id_token);
  put(to, "issuer", effect.issuer);
  put(to, "jwks_url", effect.jwks_url);
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
                                      {"config_schema", parse(manifest.config_schema)}});
}

}  // namespace obolus::sdk::codec
