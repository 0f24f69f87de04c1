#include "http/address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace obolus::http {

namespace {

struct Range4 {
    std::uint32_t first;
    int bits;
};
constexpr std::array<Range4, 15> special4{{
    {0x00000000, 8},   // 0.0.0.0/8: this network
    {0x0A000000, 8},   // 10.0.0.0/8: private
    {0x64400000, 10},  // 100.64.0.0/10: shared between carrier and subscriber
    {0x7F000000, 8},   // 127.0.0.0/8: loopback
    {0xA9FE0000, 16},  // 169.254.0.0/16: link-local, cloud metadata
    {0xAC100000, 12},  // 172.16.0.0/12: private
    {0xC0000000, 24},  // 192.0.0.0/24: protocol assignments
    {0xC0000200, 24},  // 192.0.2.0/24: documentation
    {0xC0586300, 24},  // 192.88.99.0/24: 6to4 relays
    {0xC0A80000, 16},  // 192.168.0.0/16: private
    {0xC6120000, 15},  // 198.18.0.0/15: benchmarks
    {0xC6336400, 24},  // 198.51.100.0/24: documentation
    {0xCB007100, 24},  // 203.0.113.0/24: documentation
    {0xE0000000, 4},   // 224.0.0.0/4: multicast
    {0xF0000000, 4},   // 240.0.0.0/4: reserved, broadcast
}};

bool is_public4(std::uint32_t address) noexcept {
    return std::none_of(special4.begin(), special4.end(),
                        [address](const Range4& range) { return (address ^ range.first) >> (32 - range.bits) == 0; });
}

bool is_public6(const boost::asio::ip::address_v6::bytes_type& bytes) noexcept {
    const auto group = [&bytes](std::size_t i) {
        return static_cast<std::uint32_t>(bytes[2 * i]) << 8 | bytes[2 * i + 1];
    };
    if ((group(0) & 0xE000U) != 0x2000U) return false;                  // outside 2000::/3
    if (group(0) == 0x2001 && (group(1) & 0xFE00U) == 0) return false;  // 2001::/23: protocol assignments, Teredo
    if (group(0) == 0x2001 && group(1) == 0x0DB8) return false;         // 2001:db8::/32: documentation
    if (group(0) == 0x2002) return false;                               // 2002::/16: 6to4
    return !(group(0) == 0x3FFF && (group(1) & 0xF000U) == 0);          // 3fff::/20: documentation
}

}  // namespace

bool is_public(const boost::asio::ip::address& address) noexcept {
    return address.is_v4() ? is_public4(address.to_v4().to_uint()) : is_public6(address.to_v6().to_bytes());
}

}  // namespace obolus::http
