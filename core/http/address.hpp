// Which addresses the hub may ask on behalf of strangers (server-side request forgery). Pure.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace obolus::http {

/// Globally routable unicast by IANA's special-purpose registries (RFC 6890). Refused: loopback, private, link-local,
/// shared (100.64/10), unspecified, multicast, broadcast, reserved, documentation and benchmark ranges; in IPv6
/// everything outside 2000::/3, and whatever embeds an IPv4 address (mapped, NAT64, 6to4, Teredo).
bool is_public(const boost::asio::ip::address& address) noexcept;

}  // namespace obolus::http
