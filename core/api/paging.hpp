// Lists come page by page, the latest first: ?limit=50&cursor=..., the cursor being the one that the page before gave,
// in its body and as Link: <...>; rel="next" (RFC 8288).
//
// To clients a cursor is opaque. It holds the list's name and a number below which the next page begins: whoever forges
// one sees another part of his own list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "api/fields.hpp"
#include "http/message.hpp"

namespace obolus::api {

struct Page {
    std::int64_t before = 0;  ///< 0: from the latest
    std::int64_t limit = 50;
};

/// Takes `limit` and `cursor`; what is wrong with them is noted in the query: limit_malformed, cursor_malformed.
Page page_of(Fields& query, std::string_view list);
std::string cursor_of(std::string_view list, std::int64_t before);

/// Drops what is past the page of a list that was asked for one item more; the number that the next page begins below,
/// 0 when there is none.
template <class Item>
std::int64_t cut_page(std::vector<Item>& items, const Page& page, std::int64_t Item::*number) {
    if (items.size() <= static_cast<std::size_t>(page.limit)) return 0;
    items.resize(static_cast<std::size_t>(page.limit));
    return items.back().*number;
}

/// 200 with the body and `next_cursor`; `next_before` 0: this was the last page.
http::Response page_response(const http::Request& request, std::string_view list, boost::json::object body,
                             std::int64_t next_before);

}  // namespace obolus::api
