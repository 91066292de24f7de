#pragma once
#include <optional>

#include "address.h"

namespace ntm {

enum class ip_protocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17, fragment = 44, icmp6 = 58 };

/// What the engine needs to know of an IP packet; offsets lie within `length`.
struct ip_packet {
  ip_address source;
  ip_address destination;
  /// Bytes of the whole packet by its own header: what follows is padding.
  std::size_t length = 0;
  /// Of the last header that was understood; extension headers of IPv6 but the fragment header are not walked.
  std::uint8_t protocol = 0;
  std::size_t payload_offset = 0;
  /// A fragment other than the first: it has no transport header.
  bool later_fragment = false;
  /// Any fragment.
  bool fragment = false;
  /// IPv4: may be fragmented on the way.
  bool may_fragment = false;

  bool is(ip_protocol which) const { return protocol == static_cast<std::uint8_t>(which); }
};

/// Reads the header of an IPv4 or IPv6 packet; nothing where header and lengths do not fit the bytes, or where a
/// fragment ends beyond the longest packet.
std::optional<ip_packet> parse_ip_packet(const_bytes data);

} // namespace ntm
