#include "local_answer.h"

#include <algorithm>

#include "checksum.h"

namespace ntm {
namespace {

constexpr std::size_t ip4_header = 20;
constexpr std::size_t ip6_header = 40;
constexpr std::size_t icmp_header = 8;
constexpr std::size_t udp_header = 8;
constexpr std::size_t tcp_header = 20;
/// Answers stay within what every link carries (RFC 1812 4.3.2.3; RFC 4443 2.4c).
constexpr std::size_t most_icmp4 = 576;
constexpr std::size_t most_icmp6 = 1280;

/// A packet with its IP header written and `payload` zero bytes after it.
packet_buffer make_ip_packet(const ip_address &source, const ip_address &destination, ip_protocol protocol,
                             std::size_t payload) {
  const bool is4 = source.family == 4;
  packet_buffer out((is4 ? ip4_header : ip6_header) + payload);
  if (is4) {
    out[0] = 0x45;
    store_be16(&out[2], static_cast<std::uint32_t>(out.size()));
    out[8] = 64;
    out[9] = static_cast<std::uint8_t>(protocol);
    std::memcpy(&out[12], source.octets.data(), 4);
    std::memcpy(&out[16], destination.octets.data(), 4);
    store_be16(&out[10], finish_checksum(sum_words({out.data(), ip4_header})));
  } else {
    out[0] = 0x60;
    store_be16(&out[4], static_cast<std::uint32_t>(payload));
    out[6] = static_cast<std::uint8_t>(protocol);
    out[7] = 64;
    std::memcpy(&out[8], source.octets.data(), 16);
    std::memcpy(&out[24], destination.octets.data(), 16);
  }
  return out;
}

bytes payload_of(packet_buffer &out, std::uint8_t family) {
  return bytes(out).subspan(family == 4 ? ip4_header : ip6_header);
}

bool may_be_answered(const_bytes data, const ip_packet &packet) {
  if (packet.later_fragment) return false;
  if (is_multicast_or_broadcast(packet.destination) || is_multicast_or_broadcast(packet.source)) return false;
  if (packet.source == ip_address{packet.source.family, {}}) return false;
  if (packet.payload_offset >= packet.length) return true;
  const std::uint8_t type = data[packet.payload_offset];
  if (packet.is(ip_protocol::icmp6) && packet.source.family == 6) return type >= 128;
  // Of ICMP only queries and their answers are no errors.
  if (packet.is(ip_protocol::icmp) && packet.source.family == 4) return type == 0 || type == 8 || type >= 13;
  return true;
}

/// An error about `packet`; `extra` is the second word of the ICMP header.
packet_buffer build_icmp(const_bytes data, const ip_packet &packet, std::uint8_t type, std::uint8_t code,
                         std::uint32_t extra) {
  if (!may_be_answered(data, packet)) return {};
  const bool is4 = packet.source.family == 4;
  const std::size_t room = is4 ? most_icmp4 - ip4_header - icmp_header : most_icmp6 - ip6_header - icmp_header;
  const std::size_t quoted = std::min(packet.length, room);
  const auto protocol = is4 ? ip_protocol::icmp : ip_protocol::icmp6;
  auto out = make_ip_packet(packet.destination, packet.source, protocol, icmp_header + quoted);
  const bytes icmp = payload_of(out, packet.source.family);
  icmp[0] = type;
  icmp[1] = code;
  store_be32(&icmp[4], extra);
  std::memcpy(&icmp[icmp_header], data.data(), quoted);
  const std::uint64_t start =
      is4 ? 0 : sum_pseudo_header(packet.destination, packet.source, static_cast<std::uint8_t>(protocol), icmp.size());
  store_be16(&icmp[2], finish_checksum(sum_words(icmp, start)));
  return out;
}

std::uint8_t unreachable_code(unreachable_reason reason, bool is4) {
  switch (reason) {
  case unreachable_reason::no_route:
    return 0;
  case unreachable_reason::host:
    return is4 ? 1 : 3;
  case unreachable_reason::prohibited:
    return is4 ? 13 : 1;
  case unreachable_reason::port:
    return is4 ? 3 : 4;
  }
  return 0;
}

} // namespace

packet_buffer build_unreachable(const_bytes data, const ip_packet &packet, unreachable_reason reason) {
  const bool is4 = packet.source.family == 4;
  return build_icmp(data, packet, is4 ? 3 : 1, unreachable_code(reason, is4), 0);
}

packet_buffer build_too_big(const_bytes data, const ip_packet &packet, std::size_t mtu) {
  const bool is4 = packet.source.family == 4;
  return build_icmp(data, packet, is4 ? 3 : 2, is4 ? 4 : 0, static_cast<std::uint32_t>(mtu));
}

packet_buffer build_tcp_reset(const_bytes data, const ip_packet &packet) {
  const const_bytes in = data.first(packet.length).subspan(packet.payload_offset);
  constexpr std::uint8_t fin = 1, syn = 2, rst = 4, ack = 16;
  if (packet.fragment || in.size() < tcp_header || (in[13] & rst)) return {};
  const std::size_t header = (in[12] >> 4) * 4u;
  if (header < tcp_header || header > in.size()) return {};
  auto out = make_ip_packet(packet.destination, packet.source, ip_protocol::tcp, tcp_header);
  const bytes tcp = payload_of(out, packet.source.family);
  store_be16(&tcp[0], load_be16(&in[2]));
  store_be16(&tcp[2], load_be16(&in[0]));
  if (in[13] & ack) {
    store_be32(&tcp[4], load_be32(&in[8]));
    tcp[13] = rst;
  } else {
    const std::uint32_t flags = ((in[13] & syn) ? 1 : 0) + ((in[13] & fin) ? 1 : 0);
    store_be32(&tcp[8], load_be32(&in[4]) + static_cast<std::uint32_t>(in.size() - header) + flags);
    tcp[13] = rst | ack;
  }
  tcp[12] = tcp_header / 4 << 4;
  const auto start = sum_pseudo_header(packet.destination, packet.source,
                                       static_cast<std::uint8_t>(ip_protocol::tcp), tcp.size());
  store_be16(&tcp[16], finish_checksum(sum_words(tcp, start)));
  return out;
}

packet_buffer build_udp_packet(const udp_flow &flow, const_bytes payload) {
  auto out = make_ip_packet(flow.source, flow.destination, ip_protocol::udp, udp_header + payload.size());
  const bytes udp = payload_of(out, flow.source.family);
  store_be16(&udp[0], flow.source_port);
  store_be16(&udp[2], flow.destination_port);
  store_be16(&udp[4], static_cast<std::uint32_t>(udp.size()));
  if (!payload.empty()) std::memcpy(&udp[udp_header], payload.data(), payload.size());
  const auto start = sum_pseudo_header(flow.source, flow.destination, static_cast<std::uint8_t>(ip_protocol::udp),
                                       udp.size());
  const std::uint16_t checksum = finish_checksum(sum_words(udp, start));
  // Zero says "no checksum" (RFC 768), which IPv6 forbids.
  store_be16(&udp[6], checksum == 0 ? 0xffff : checksum);
  return out;
}

} // namespace ntm
