#include "plugin_host/output.hpp"

#include <algorithm>
#include <string_view>

#include <boost/json/serialize.hpp>

#include "plugin_host/shape.hpp"

namespace obolus::plugin_host {

namespace {

namespace json = boost::json;

constexpr std::size_t id_bytes_max = 255;
constexpr std::size_t name_bytes_max = 512;
constexpr std::size_t fields_max = 64;
constexpr std::size_t value_bytes_max = 8192;
constexpr std::size_t body_bytes_max = 64 * 1024;
constexpr std::size_t identities_max = 64;
/// It travels in a browser's cookie, sealed.
constexpr std::size_t state_bytes_max = 2048;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

bool is_plain_text(const json::value& value) {
    const json::string* text = value.if_string();
    return text != nullptr && text->size() <= value_bytes_max && std::none_of(text->begin(), text->end(), is_control);
}

bool is_slot(std::string_view text) { return text.size() > 1 && text.front() == '$' && is_token(text.substr(1)); }

bool is_slot_value(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr || object->size() != 1) return false;
    const json::value* slot = object->if_contains("slot");
    return slot != nullptr && slot->is_string() && is_slot(view(slot->get_string()));
}

/// A list of [name, value]; in forms a value may be {"slot": "$code"}.
void check_pairs(Shape& shape, std::string_view member, bool slots_allowed) {
    const json::array* pairs = shape.list(member, fields_max, Shape::optional);
    if (pairs == nullptr) return;
    for (const json::value& pair : *pairs) {
        const json::array* both = pair.if_array();
        const bool sound = both != nullptr && both->size() == 2 && both->at(0).is_string() &&
                           is_token(view(both->at(0).get_string())) &&
                           (is_plain_text(both->at(1)) || (slots_allowed && is_slot_value(both->at(1))));
        if (!sound) return shape.fail(member, "has an element that isn't a pair of name and value");
    }
}

/// What the hub sets, or what would sign a request in its place.
void check_headers(Shape& shape) {
    static constexpr std::string_view kept[] = {"authorization",
                                                "proxy-authorization",
                                                "cookie",
                                                "host",
                                                "content-length",
                                                "content-type",
                                                "transfer-encoding",
                                                "connection",
                                                "upgrade",
                                                "te",
                                                "trailer",
                                                "expect",
                                                "dpop"};
    check_pairs(shape, "headers", false);
    const json::array* headers = shape.list("headers", fields_max, Shape::optional);
    if (headers == nullptr || !shape.sound()) return;
    for (const json::value& pair : *headers) {
        std::string name(view(pair.get_array().at(0).get_string()));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (std::find(std::begin(kept), std::end(kept), name) != std::end(kept))
            shape.fail("headers", "sets " + name + ", which is the hub's");
    }
}

void check_redirect(Shape& effect) {
    effect.only({"kind", "url", "parameters", "scope", "issuer"});
    effect.url("url", Shape::required);
    effect.text("scope", 1024, Shape::optional);
    effect.url("issuer", Shape::optional);
    check_pairs(effect, "parameters", false);
}

void check_auth(Shape& effect) {
    const json::object* found = effect.object("auth", Shape::optional);
    if (found == nullptr) return;
    Shape auth(*found, effect.place("auth"), effect.problem());
    auth.only({"scheme", "slot", "optional"});
    if (auth.boolean("optional", false) && auth.text("slot", 64, Shape::required) != "app_token")
        auth.fail("optional", "is for app_token alone");
    const std::string_view scheme =
        auth.word("scheme", {"basic", "post", "private_key_jwt", "bearer", "dpop"}, Shape::required);
    const std::string_view slot = auth.text("slot", 64, Shape::required);
    const bool app_token = scheme == "bearer" && slot == "app_token";
    const bool presents_token = scheme == "bearer" || scheme == "dpop";
    if (presents_token ? !is_slot(slot) && !app_token : slot != "client")
        auth.fail("slot", "doesn't go with the scheme");
}

void check_capture(Shape& effect) {
    const json::array* rules = effect.list("capture", 16, Shape::optional);
    if (rules == nullptr) return;
    for (const json::value& rule : *rules) {
        if (!rule.is_object()) return effect.fail("capture", "has an element that isn't an object");
        Shape capture(rule.get_object(), effect.place("capture"), effect.problem());
        capture.only({"slot", "pointer"});
        if (!is_slot(capture.text("slot", 64, Shape::required))) capture.fail("slot", "isn't a $name");
        if (!capture.text("pointer", 256, Shape::required).starts_with("/"))
            capture.fail("pointer", "isn't a JSON pointer");
    }
}

void check_http(Shape& effect) {
    effect.only({"kind", "method", "url", "headers", "form", "body", "auth", "capture", "token_response", "id_token",
                 "issuer", "jwks_url", "dpop"});
    effect.word("method", {"GET", "POST", "PUT", "DELETE"}, Shape::required);
    effect.url("url", Shape::required);
    check_headers(effect);
    check_pairs(effect, "form", true);
    effect.text("body", body_bytes_max, Shape::optional);
    check_auth(effect);
    check_capture(effect);
    effect.boolean("token_response", false);
    effect.boolean("dpop", false);
    const std::string_view id_token = effect.text("id_token", 256, Shape::optional);
    if (!id_token.empty() && !id_token.starts_with("/")) effect.fail("id_token", "isn't a JSON pointer");
    effect.url("issuer", id_token.empty() ? Shape::optional : Shape::required);
    effect.url("jwks_url", id_token.empty() ? Shape::optional : Shape::required);
}

void check_identity(Shape& identity) {
    identity.only({"id", "handle", "name", "avatar_url", "profile_url", "kind", "role"});
    identity.text("id", id_bytes_max, Shape::required);
    identity.text("handle", id_bytes_max, Shape::optional);
    identity.text("name", name_bytes_max, Shape::optional);
    identity.url("avatar_url", Shape::optional);
    identity.url("profile_url", Shape::optional);
    identity.word("kind", {"person", "page", "channel", "organisation"}, Shape::optional);
    identity.word("role", {"owner", "admin", "member"}, Shape::optional);
}

void check_done(Shape& effect) {
    effect.only({"kind", "identities", "thing"});
    const json::array* identities = effect.list("identities", identities_max, Shape::required);
    if (identities != nullptr) {
        for (const json::value& each : *identities) {
            if (!each.is_object()) return effect.fail("identities", "has an element that isn't an object");
            Shape identity(each.get_object(), effect.place("identities"), effect.problem());
            check_identity(identity);
        }
    }
    const json::object* found = effect.object("thing", Shape::optional);
    if (found == nullptr) return;
    Shape thing(*found, effect.place("thing"), effect.problem());
    thing.only({"type", "id", "url", "title"});
    if (!is_token(thing.text("type", 32, Shape::required))) thing.fail("type", "isn't a word");
    thing.text("id", id_bytes_max, Shape::required);
    thing.url("url", Shape::optional);
    thing.text("title", name_bytes_max, Shape::optional);
}

void check_fail(Shape& effect) {
    effect.only({"kind", "class", "detail", "retry_after_s"});
    effect.word("class",
                {"denied", "not_found", "rate_limited", "bad_input", "platform_error", "unsupported", "by_handle"},
                Shape::required);
    effect.text("detail", name_bytes_max, Shape::optional);
    effect.number("retry_after_s", 0, 31 * 86'400, Shape::optional);
}

void check_wait(Shape& effect) {
    effect.only({"kind", "seconds"});
    effect.number("seconds", 0, 30, Shape::required);
}

}  // namespace

bool names_another_provider(const json::value& output, std::string_view entry) {
    const json::object* const whole = output.if_object();
    const json::value* const found = whole == nullptr ? nullptr : whole->if_contains("effect");
    const json::object* const effect = found == nullptr ? nullptr : found->if_object();
    const json::value* const list = effect == nullptr ? nullptr : effect->if_contains("identities");
    const json::array* const identities = list == nullptr ? nullptr : list->if_array();
    if (identities == nullptr) return false;
    return std::any_of(identities->begin(), identities->end(), [entry](const json::value& each) {
        const json::object* const identity = each.if_object();
        const json::value* const provider = identity == nullptr ? nullptr : identity->if_contains("provider");
        return provider != nullptr && (!provider->is_string() || view(provider->get_string()) != entry);
    });
}

std::string check_step_output(const json::value& output) {
    if (!output.is_object()) return "the answer isn't an object";
    std::string problem;
    Shape whole(output.get_object(), "", problem);
    whole.only({"effect", "state"});
    if (!output.get_object().contains("state")) whole.fail("state", "is missing");
    const json::object* found = whole.object("effect", Shape::required);
    if (found == nullptr || !whole.sound()) return problem;
    if (json::serialize(output.get_object().at("state")).size() > state_bytes_max)
        whole.fail("state", "is larger than 2048 bytes");
    Shape effect(*found, "effect", problem);
    const std::string_view kind =
        effect.word("kind", {"redirect_user", "http", "done", "fail", "wait"}, Shape::required);
    if (kind == "redirect_user") check_redirect(effect);
    if (kind == "http") check_http(effect);
    if (kind == "done") check_done(effect);
    if (kind == "fail") check_fail(effect);
    if (kind == "wait") check_wait(effect);
    return problem;
}

std::string check_subject(const json::value& value) {
    if (value.is_null()) return "";
    if (!value.is_object()) return "the answer is neither an object nor null";
    std::string problem;
    Shape subject(value.get_object(), "", problem);
    const std::string_view kind = subject.word("kind", {"handle", "id", "thing"}, Shape::required);
    subject.text("instance", id_bytes_max, Shape::optional);
    if (kind == "handle") {
        subject.only({"kind", "handle", "key", "instance"});
        subject.text("handle", id_bytes_max, Shape::required);
        subject.text("key", id_bytes_max, Shape::required);
    } else if (kind == "id") {
        subject.only({"kind", "id", "instance"});
        subject.text("id", id_bytes_max, Shape::required);
    } else {
        subject.only({"kind", "type", "id", "handle", "url", "instance"});
        if (!is_token(subject.text("type", 32, Shape::required))) subject.fail("type", "isn't a word");
        subject.text("id", id_bytes_max, Shape::required);
        subject.text("handle", id_bytes_max, Shape::optional);
        subject.url("url", Shape::required);
    }
    return problem;
}

}  // namespace obolus::plugin_host
