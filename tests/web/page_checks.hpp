// What the tests of pages ask of a document.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "api/test_site.hpp"

namespace obolus::support {

inline bool has(const http::ClientResponse& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

inline std::size_t count_of(const std::string& body, std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = body.find(text); at != std::string::npos; at = body.find(text, at + text.size()))
        ++count;
    return count;
}

/// A whole HTML page with a language, one heading of the first rank, landmarks, and no script.
inline void expect_page(const http::ClientResponse& page, int status = 200) {
    EXPECT_EQ(page.status, status) << page.body.substr(0, page.body.find("<body"));
    EXPECT_EQ(TestSite::header(page, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(TestSite::header(page, "Cache-Control"), "no-store");
    EXPECT_TRUE(has(page, "<html lang=\"en\">"));
    EXPECT_EQ(count_of(page.body, "<h1"), 1U);
    EXPECT_EQ(count_of(page.body, "<main"), 1U);
    EXPECT_EQ(count_of(page.body, "<script"), 0U);
    EXPECT_EQ(count_of(page.body, " style="), 0U);
    EXPECT_EQ(count_of(page.body, "{{"), 0U);
}

/// A page of the error table.
inline void expect_refusal(const http::ClientResponse& page, int status, const std::string& name) {
    expect_page(page, status);
    EXPECT_TRUE(has(page, "<code>" + name + "</code>")) << page.body;
}

inline void expect_redirect(const http::ClientResponse& response, const std::string& to) {
    EXPECT_EQ(response.status, 303) << response.body;
    EXPECT_EQ(TestSite::header(response, "Location"), to);
}

}  // namespace obolus::support
