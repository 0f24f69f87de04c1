#include "web/entry.hpp"

#include <charconv>

#include "hub/refusals.hpp"

namespace obolus::web {

namespace {
/// Signing in leads back to where one was going.
http::Response way_in(const std::string& target) {
    const bool plain = target.find_first_of("?%&#+") == std::string::npos;
    return http::redirect_response("/sign-in?to=" + (plain ? target : http::percent_encode(target)));
}

std::optional<http::Response> instead_of_page(const Door& door, const Visitor& visitor, const std::string& target,
                                              For whom) {
    if (whom == For::anybody) return std::nullopt;
    if (!visitor.signed_in()) return way_in(target);
    if (whom == For::members && !visitor.is_member()) return http::redirect_response("/welcome");
    if (whom == For::operators && !visitor.is_operator())
        return show_refusal(door, visitor, hub::Refusal::operator_only);
    return std::nullopt;
}

Result<http::Fields> read_form_for(const Door& door, const http::Request& request, const Visitor& visitor, For whom) {
    Result<http::Fields> form = read_session_form(door, request, visitor);
    if (!form) return form;
    if (whom == For::members && !visitor.is_member()) return hub::Refusal::account_needed;
    if (whom == For::operators && !visitor.is_operator()) return hub::Refusal::operator_only;
    return form;
}
}  // namespace

Awaitable<Entry> enter(DoorPtr door, http::Request request, For whom) {
    const std::string target = request.target;
    Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    Entry entry;
    if (!visitor) {
        entry.instead = show_refusal(*door, {}, visitor.error());
        co_return entry;
    }
    entry.visitor = std::move(visitor.value());
    entry.instead = instead_of_page(*door, entry.visitor, target, whom);
    co_return entry;
}

Awaitable<FormEntry> enter_form(DoorPtr door, http::Request request, For whom) {
    Result<Visitor> visitor = co_await find_visitor(door, request);
    FormEntry entry;
    if (!visitor) {
        entry.instead = show_refusal(*door, {}, visitor.error());
        co_return entry;
    }
    entry.visitor = std::move(visitor.value());
    Result<http::Fields> form = read_form_for(*door, request, entry.visitor, whom);
    if (form) {
        entry.form = std::move(form.value());
    } else {
        entry.instead = show_refusal(*door, entry.visitor, form.error());
    }
    co_return entry;
}

void add_refused(View& view, const RefusedForm& refused) {
    const hub::RefusalRow& row = hub::describe(refused.error);
    view.one(refused.name + "_refused", View{}
                                            .text("form", refused.name)
                                            .text("title", std::string(row.title))
                                            .text("why", std::string(row.why))
                                            .text("next", std::string(row.next))
                                            .text("next_url", std::string(row.next_url)));
    for (const auto& [name, value] : refused.typed)
        view.text(refused.name + "_" + name, value);
}

http::Response show_again(const Door& door, const Visitor& visitor, Page page,
                          const std::optional<RefusedForm>& refused) {
    if (!refused) return show(door, visitor, std::move(page));
    const hub::RefusalRow& row = hub::describe(refused->error);
    add_refused(page.content, *refused);
    page.status = row.status;
    http::Response response = show(door, visitor, std::move(page));
    response.refusal = row.name;
    return response;
}

Result<std::int64_t> before_of(const http::Request& request) {
    const std::string_view text = http::find(request.query, "before").value_or("0");
    std::int64_t before = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), before);
    if (error != std::errc{} || end != text.data() + text.size() || before < 0) return hub::Refusal::cursor_malformed;
    return before;
}

void add_pages(View& view, const std::string& earlier, const std::string& latest) {
    if (earlier.empty() && latest.empty()) return;
    view.one("pages", View{}.text("earlier", earlier).text("latest", latest));
}

}  // namespace obolus::web
