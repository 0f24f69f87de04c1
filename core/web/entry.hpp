// How a request comes in: who is asking, whether this page or form is for them, and what they get instead if not.
#pragma once

#include <optional>
#include <string>

#include "web/page.hpp"

namespace obolus::web {

enum class For { anybody, signed_in, members, operators };

/// A page's visitor; `instead` is the answer when the page isn't for them: the way in (to sign in and come back, to
/// open an account), or why not.
struct Entry {
    Visitor visitor;
    std::optional<http::Response> instead;
};
Awaitable<Entry> enter(DoorPtr door, http::Request request, For whom);

/// The same for a form that only this session's own page can have sent; never for anybody. Refusals: those of
/// read_session_form, account_needed, operator_only.
struct FormEntry {
    Visitor visitor;
    http::Fields form;
    std::optional<http::Response> instead;
};
Awaitable<FormEntry> enter_form(DoorPtr door, http::Request request, For whom);

/// A form that was refused: its page is shown again with what was typed and what is wrong with it.
struct RefusedForm {
    std::string name;    ///< "budget"
    http::Fields typed;  ///< what the page should show again
    std::error_code error;
};
/// Adds {budget_refused: {form, title, why, next, next_url}, budget_<field>: typed} for partial `refused`.
void add_refused(View& view, const RefusedForm& refused);
/// The page with the refusal's status and, for the server's log, its name.
http::Response show_again(const Door& door, const Visitor& visitor, Page page,
                          const std::optional<RefusedForm>& refused);

/// A list's place, from a query such as ?before=63; 0 when absent. Refusal: cursor_malformed.
Result<std::int64_t> before_of(const http::Request& request);
/// For partial `pages`: where the list goes on, and where it begins; "" for a place that there isn't.
void add_pages(View& view, const std::string& earlier, const std::string& latest);

}  // namespace obolus::web
