#include "app/browser.hpp"

#include <thread>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.hpp"

namespace obolus::app {
namespace {

using boost::asio::awaitable;

awaitable<http::Response> set_cookie(http::Request) {
    http::Response response = http::redirect_response("/show");
    response.headers.emplace_back("Set-Cookie", "__Host-s=abc; Path=/; Secure; HttpOnly");
    co_return response;
}
awaitable<http::Response> end_cookie(http::Request) {
    http::Response response = http::redirect_response("/show");
    response.headers.emplace_back("Set-Cookie", "__Host-s=; Path=/; Max-Age=0");
    co_return response;
}
awaitable<http::Response> show(http::Request request) {
    co_return http::text_response(
        200, "text/html",
        "<form method=post action=/echo><input name=a value=1></form>" + request.cookie("__Host-s").value_or("none"));
}
awaitable<http::Response> echo(http::Request request) {
    co_return http::text_response(200, "text/html",
                                  request.body + " " + std::string(request.header("Origin").value_or("")));
}
awaitable<http::Response> refresh(http::Request) {
    co_return http::text_response(200, "text/html", "<meta http-equiv=refresh content=\"0; url=/show\">");
}
awaitable<http::Response> around(http::Request) { co_return http::redirect_response("/around"); }

class BrowserTest : public testing::Test {
   protected:
    BrowserTest() {
        http::Router router;
        router.add("GET", "/set", &set_cookie);
        router.add("GET", "/end", &end_cookie);
        router.add("GET", "/show", &show);
        router.add("POST", "/echo", &echo);
        router.add("GET", "/refresh", &refresh);
        router.add("GET", "/around", &around);
        server_.emplace(context_, http::ServerOptions{}, std::move(router));
        std::string problem;
        if (!server_->start(problem)) throw std::runtime_error(problem);
        url_ = "http://127.0.0.1:" + std::to_string(server_->port());
        thread_ = std::thread([this] { context_.run(); });
    }
    ~BrowserTest() override {
        context_.stop();
        thread_.join();
    }
    boost::asio::io_context context_{1};
    std::optional<http::Server> server_;
    std::thread thread_;
    std::string url_;
    Browser browser_;
};

TEST_F(BrowserTest, keeps_cookies_until_they_are_ended) {
    EXPECT_THAT(browser_.get(url_ + "/set").body, testing::HasSubstr("abc"));
    EXPECT_EQ(browser_.cookie("127.0.0.1", "__Host-s"), "abc");
    EXPECT_THAT(browser_.get(url_ + "/end").body, testing::HasSubstr("none"));
}

TEST_F(BrowserTest, follows_redirects_and_refreshes_and_says_where_it_ended) {
    EXPECT_EQ(browser_.get(url_ + "/set").url, url_ + "/show");
    EXPECT_EQ(browser_.get(url_ + "/refresh").url, url_ + "/show");
    EXPECT_THROW(browser_.get(url_ + "/around"), BrowserError);
}

TEST_F(BrowserTest, sends_forms_with_their_origin) {
    EXPECT_EQ(browser_.submit(browser_.get(url_ + "/show"), "/echo", {{"a", "2 3"}, {"b", "x"}}).body,
              "a=2%203&b=x " + url_);
    EXPECT_THROW(browser_.submit(browser_.get(url_ + "/show"), "/other"), BrowserError);
}

TEST_F(BrowserTest, a_server_that_is_not_there_is_an_error) {
    EXPECT_THROW(browser_.get("http://127.0.0.1:1/"), BrowserError);
    EXPECT_THROW(browser_.get("nonsense"), BrowserError);
}

TEST(browser, addresses_are_resolved_against_the_page) {
    EXPECT_EQ(resolve_url("http://h:1/a/b?c", "/x"), "http://h:1/x");
    EXPECT_EQ(resolve_url("http://h:1/a/b?c", "x"), "http://h:1/a/x");
    EXPECT_EQ(resolve_url("http://h:1/a/b?c", "?d"), "http://h:1/a/b?d");
    EXPECT_EQ(resolve_url("http://h:1/a", "https://k/"), "https://k/");
    EXPECT_EQ(resolve_url("http://h:1/a?b", ""), "http://h:1/a?b");
}

}  // namespace
}  // namespace obolus::app
