#include "hub/id_change.hpp"

#include <charconv>

#include "web/entry.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
/// 0, which no change has, for what is no number.
std::int64_t number_of(const http::Request& request) {
    const std::string_view text = request.parameter("number");
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}
}  // namespace

Awaitable<http::Response> show_id_change(DoorPtr door, http::Request request) {
    const std::int64_t number = number_of(request);
    Entry entry = co_await enter(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    if (number == 0) co_return show_refusal(*door, entry.visitor, identity::Refusal::id_change_unknown);
    View view;
    view.text("number", std::to_string(number));
    Page page{"id_change", "A changed id", std::move(view)};
    co_return show(*door, entry.visitor, std::move(page));
}

Awaitable<http::Response> object_to_id_change(DoorPtr door, http::Request request) {
    const std::int64_t number = number_of(request);
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::ObjectToIdChange command{entry.visitor.token, number};
    const Result<hub::IdChangeEnded> ended = co_await run(door->hub, &hub::object_to_id_change, std::move(command));
    if (!ended) co_return show_refusal(*door, entry.visitor, ended.error());
    const Flash flash{Message::id_change_objected, {}};
    co_return go_to(*door, entry.visitor.session->member ? "/me" : "/claim", flash);
}

}  // namespace obolus::web
