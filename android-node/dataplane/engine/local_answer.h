#pragma once
#include <vector>

#include "ip_packet.h"

namespace ntm {

using packet_buffer = std::vector<std::uint8_t>;

enum class unreachable_reason { no_route, host, prohibited, port };

/// ICMP or ICMPv6 "destination unreachable" (RFC 792, RFC 4443 3.1) for a packet read from the TUN, as if its
/// destination sent it. Empty where RFC 1122 3.2.2 forbids an answer: errors, later fragments, group addresses.
packet_buffer build_unreachable(const_bytes data, const ip_packet &packet, unreachable_reason reason);

/// "Fragmentation needed" (RFC 1191) or "packet too big" (RFC 4443 3.2) with the MTU to use.
packet_buffer build_too_big(const_bytes data, const ip_packet &packet, std::size_t mtu);

/// The RST that answers a TCP segment to a closed port (RFC 9293, 3.10.7.1); empty for a segment that is a RST.
packet_buffer build_tcp_reset(const_bytes data, const ip_packet &packet);

struct udp_flow {
  ip_address source;
  ip_address destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
};

packet_buffer build_udp_packet(const udp_flow &flow, const_bytes payload);

} // namespace ntm
