#include "http/names.hpp"

#include <atomic>
#include <future>

#include <boost/asio/ip/address.hpp>
#include <gtest/gtest.h>

#include "http/run_coroutine.hpp"

namespace obolus::http {
namespace {

using Addresses = std::vector<boost::asio::ip::address>;

Addresses one(const char* text) { return {boost::asio::ip::make_address(text)}; }

TEST(names, an_address_is_not_looked_up) {
    boost::asio::io_context context;
    Names names([](const std::string&) -> base::Result<Addresses> { return base::Fault::internal; });
    EXPECT_EQ(run_coroutine(context, names.find("127.0.0.1", std::chrono::seconds(5))).value(), one("127.0.0.1"));
    EXPECT_EQ(run_coroutine(context, names.find("::1", std::chrono::seconds(5))).value(), one("::1"));
}

TEST(names, the_system_knows_this_machine_and_nobody_under_invalid) {
    EXPECT_TRUE(look_up_name("localhost").value().front().is_loopback());
    EXPECT_EQ(look_up_name("nobody.invalid").error(), base::Fault::platform_unavailable);
}

TEST(names, a_slow_name_server_holds_up_nobody_else_and_meets_the_deadline) {
    boost::asio::io_context context;
    std::promise<void> ends;
    std::shared_future<void> end = ends.get_future().share();
    {
        Names names(
            [end](const std::string& host) -> base::Result<Addresses> {
                if (host == "slow.example") end.wait();
                return one("192.0.2.1");
            },
            2);
        auto slow = spawn(context, names.find("slow.example", std::chrono::milliseconds(200)));
        auto quick = spawn(context, names.find("quick.example", std::chrono::seconds(60)));
        context.run();
        EXPECT_EQ(quick.get().value(), one("192.0.2.1"));
        EXPECT_EQ(slow.get().error(), base::Fault::timed_out);
        ends.set_value();
    }
}

TEST(names, what_waited_past_its_deadline_is_not_looked_up_any_more) {
    boost::asio::io_context context;
    std::promise<void> ends;
    std::shared_future<void> end = ends.get_future().share();
    std::atomic<int> asked = 0;
    {
        Names names(
            [end, &asked](const std::string&) -> base::Result<Addresses> {
                ++asked;
                end.wait();
                return one("192.0.2.1");
            },
            1);
        auto first = spawn(context, names.find("first.example", std::chrono::seconds(60)));
        auto second = spawn(context, names.find("second.example", std::chrono::milliseconds(50)));
        while (second.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
            context.run_one();
        EXPECT_EQ(second.get().error(), base::Fault::timed_out);
        ends.set_value();
        context.run();
        EXPECT_EQ(first.get().value(), one("192.0.2.1"));
    }
    EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace obolus::http
