#pragma once
#include "../engine/checksum.h"
#include "../engine/ip_packet.h"
#include "../test/native/checks.h"

namespace ntm::fuzz {

inline bool has_sound_ip_header(const_bytes data, const ip_packet &ip) {
  return ip.source.family == 6 || finish_checksum(sum_words(data.first(ip.payload_offset))) == 0;
}

/// Whether the checksum of TCP, UDP or ICMP is right; `ip` is of `data`.
inline bool has_sound_transport(const_bytes data, const ip_packet &ip) {
  const const_bytes transport = data.first(ip.length).subspan(ip.payload_offset);
  const bool bare = ip.is(ip_protocol::icmp);
  const auto start = bare ? 0 : sum_pseudo_header(ip.source, ip.destination, ip.protocol, transport.size());
  return finish_checksum(sum_words(transport, start)) == 0;
}

/// A packet that this program made: whole, and with the right checksums.
inline ip_packet check_made_packet(const_bytes data) {
  const auto ip = parse_ip_packet(data);
  CHECK(ip && ip->length == data.size() && !ip->fragment);
  CHECK(has_sound_ip_header(data, *ip));
  CHECK(has_sound_transport(data, *ip));
  return *ip;
}

} // namespace ntm::fuzz
