#include "http/forwarded.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "http/text.hpp"

namespace obolus::http {

namespace {

/// In one spelling, so that it can be compared; "" when it is no address.
std::string canonical(std::string_view text) {
    boost::system::error_code wrong;
    const auto address = boost::asio::ip::make_address(std::string(text), wrong);
    if (wrong) return {};
    // A listener on [::] sees an IPv4 proxy as ::ffff:127.0.0.1.
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

std::vector<std::string_view> hops_of(const Fields& headers) {
    std::vector<std::string_view> hops;
    for (const Field& header : headers) {
        if (!equals_ignoring_case(header.first, "x-forwarded-for")) continue;
        std::string_view rest = header.second;
        while (true) {
            const std::size_t comma = rest.find(',');
            hops.push_back(trim(rest.substr(0, comma)));
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return hops;
}

}  // namespace

std::string client_address(const std::string& peer, const Fields& headers, const std::vector<std::string>& trusted) {
    if (trusted.empty()) return peer;
    const auto is_trusted = [&](const std::string& address) {
        return std::any_of(trusted.begin(), trusted.end(),
                           [&](const std::string& proxy) { return canonical(proxy) == address; });
    };
    std::string client = canonical(peer);
    if (client.empty()) return peer;
    const auto hops = hops_of(headers);
    for (const std::string_view hop : hops | std::views::reverse) {
        if (!is_trusted(client)) break;
        std::string before = canonical(hop);
        if (before.empty()) break;
        client = std::move(before);
    }
    return client;
}

}  // namespace obolus::http
