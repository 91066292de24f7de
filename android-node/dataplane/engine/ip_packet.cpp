#include "ip_packet.h"

namespace ntm {
namespace {

constexpr std::size_t ip4_header = 20;
constexpr std::size_t ip6_header = 40;
constexpr std::size_t fragment_header = 8;
/// No packet is longer once its fragments are put together (RFC 791, 3.1; RFC 8200, 4.5).
constexpr std::size_t longest = 65'535;

std::optional<ip_packet> parse_ip4(const_bytes data) {
  if (data.size() < ip4_header) return std::nullopt;
  const std::size_t header = (data[0] & 0x0f) * 4u;
  ip_packet packet;
  packet.length = load_be16(&data[2]);
  if (header < ip4_header || packet.length < header || packet.length > data.size()) return std::nullopt;
  const unsigned fragment = load_be16(&data[6]);
  packet.may_fragment = (fragment & 0x4000) == 0;
  packet.fragment = (fragment & 0x3fff) != 0;
  packet.later_fragment = (fragment & 0x1fff) != 0;
  packet.protocol = data[9];
  packet.payload_offset = header;
  if ((fragment & 0x1fff) * 8u + packet.length - header > longest) return std::nullopt;
  packet.source = ip_address::from_bytes(4, &data[12]);
  packet.destination = ip_address::from_bytes(4, &data[16]);
  return packet;
}

std::optional<ip_packet> parse_ip6(const_bytes data) {
  if (data.size() < ip6_header) return std::nullopt;
  ip_packet packet;
  packet.length = ip6_header + load_be16(&data[4]);
  if (packet.length > data.size()) return std::nullopt;
  packet.protocol = data[6];
  packet.payload_offset = ip6_header;
  packet.source = ip_address::from_bytes(6, &data[8]);
  packet.destination = ip_address::from_bytes(6, &data[24]);
  if (packet.is(ip_protocol::fragment) && packet.length >= ip6_header + fragment_header) {
    packet.fragment = true;
    packet.later_fragment = (load_be16(&data[ip6_header + 2]) & 0xfff8) != 0;
    packet.protocol = data[ip6_header];
    packet.payload_offset += fragment_header;
    const std::size_t before = load_be16(&data[ip6_header + 2]) & 0xfff8u;
    if (before + packet.length - packet.payload_offset > longest) return std::nullopt;
  }
  return packet;
}

} // namespace

std::optional<ip_packet> parse_ip_packet(const_bytes data) {
  if (data.empty()) return std::nullopt;
  switch (data[0] >> 4) {
  case 4:
    return parse_ip4(data);
  case 6:
    return parse_ip6(data);
  default:
    return std::nullopt;
  }
}

} // namespace ntm
