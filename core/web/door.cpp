#include "web/door.hpp"

#include <algorithm>

#include "awaiting/session.hpp"
#include "http/cookie.hpp"
#include "http/csrf.hpp"
#include "http/same_origin.hpp"
#include "http/text.hpp"
#include "hub/refusals.hpp"
#include "hub/sign_in.hpp"

namespace obolus::web {

namespace {
bool is_form(std::optional<std::string_view> content_type) {
    if (!content_type) return false;
    return http::equals_ignoring_case(http::trim(content_type->substr(0, content_type->find(';'))),
                                      "application/x-www-form-urlencoded");
}

bool has_repeated_name(const http::Fields& fields) {
    for (auto field = fields.begin(); field != fields.end(); ++field)
        if (std::any_of(std::next(field), fields.end(), [&](const http::Field& f) { return f.first == field->first; }))
            return true;
    return false;
}
}  // namespace

Awaitable<Result<Visitor>> find_visitor(DoorPtr door, http::Request request) {
    Visitor visitor;
    visitor.flash = read_flash(door->options.csrf_key, request);
    std::optional<std::string> token = request.cookie(http::host_cookie_name(hub::session_cookie));
    if (!token || token->empty()) co_return visitor;
    visitor.token = *std::move(token);
    Result<hub::SessionView> session = co_await awaiting::find_session(door->hub, door->sessions, visitor.token);
    if (session) {
        visitor.session = std::move(session.value());
    } else if (session.error() == hub::Refusal::not_signed_in) {
        visitor.token.clear();
    } else {
        co_return session.error();
    }
    co_return visitor;
}

Result<http::Fields> read_form(const Door& door, const http::Request& request) {
    if (http::source_of(request, door.options.public_url) != http::Source::same_origin)
        return hub::RequestRefusal::cross_site;
    if (!is_form(request.header("content-type"))) return hub::RequestRefusal::content_type_wrong;
    std::optional<http::Fields> fields = http::parse_form(request.body);
    if (!fields) return hub::RequestRefusal::form_malformed;
    if (has_repeated_name(*fields)) return hub::RequestRefusal::field_repeated;
    return *std::move(fields);
}

Result<http::Fields> read_session_form(const Door& door, const http::Request& request, const Visitor& visitor) {
    Result<http::Fields> form = read_form(door, request);
    if (!form) return form;
    if (!visitor.signed_in()) return hub::Refusal::not_signed_in;
    if (!http::csrf_matches(door.options.csrf_key, visitor.token, field(form.value(), "csrf")))
        return hub::RequestRefusal::csrf_token_wrong;
    return form;
}

std::string field(const http::Fields& form, std::string_view name) {
    return std::string(http::trim(http::find(form, name).value_or("")));
}

}  // namespace obolus::web
