// A member's list, page by page: what every such resource does.
#pragma once

#include <boost/json/array.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/views.hpp"

namespace obolus::api {

/// What makes one list differ from the next. A question is {member, before, count}; `name` is the list's in the body
/// and in its cursors.
template <class Question, class Item>
struct MembersList {
    std::string_view name;
    hub::Query<Question, std::vector<Item>> query;
    std::int64_t Item::*number;  ///< where the next page begins
    boost::json::object (*body_of)(const Item&);
};

template <class Question, class Item>
Awaitable<http::Response> list_page(DoorPtr door, http::Request request, Caller caller,
                                    MembersList<Question, Item> list) {
    Fields query = Fields::of_query(request);
    const Page page = page_of(query, list.name);
    const std::vector<Problem> problems = query.problems();
    if (!problems.empty()) co_return problem_response(problems);
    // One more than asked for: whether there is a next page.
    const Question question{caller.member, page.before, page.limit + 1};
    Result<std::vector<Item>> found = co_await ask(door->hub, list.query, question);
    if (!found) co_return problem_response(found.error());
    const std::int64_t next = cut_page(found.value(), page, list.number);
    boost::json::array items;
    for (const Item& item : found.value())
        items.push_back(list.body_of(item));
    co_return page_response(request, list.name, {{list.name, std::move(items)}}, next);
}

}  // namespace obolus::api
