#include "tcp_mss.h"

#include "checksum.h"

namespace ntm {
namespace {

constexpr std::size_t tcp_header = 20;
constexpr std::uint8_t syn = 0x02;

/// Offset of the value of the MSS option within the TCP header, or 0.
std::size_t find_mss(const_bytes header) {
  for (std::size_t at = tcp_header; at + 1 < header.size();) {
    const std::uint8_t kind = header[at];
    if (kind == 0) return 0;
    if (kind == 1) {
      at++;
      continue;
    }
    const std::size_t length = header[at + 1];
    if (length < 2 || at + length > header.size()) return 0;
    if (kind == 2) return length == 4 ? at + 2 : 0;
    at += length;
  }
  return 0;
}

} // namespace

void clamp_tcp_mss(bytes data, const ip_packet &packet, std::size_t mtu) {
  if (!packet.is(ip_protocol::tcp) || packet.later_fragment) return;
  const bytes tcp = data.first(packet.length).subspan(packet.payload_offset);
  if (tcp.size() < tcp_header || (tcp[13] & syn) == 0) return;
  const std::size_t header = (tcp[12] >> 4) * 4u;
  if (header < tcp_header || header > tcp.size()) return;
  const std::size_t at = find_mss(tcp.first(header));
  if (at == 0) return;
  const std::size_t ip_header = packet.source.family == 4 ? 20 : 40;
  const auto most = static_cast<std::uint16_t>(mtu - ip_header - tcp_header);
  const std::uint16_t announced = load_be16(&tcp[at]);
  if (announced <= most) return;
  store_be16(&tcp[at], most);
  // An option may start at an odd offset; then the value's bytes belong to two words, each with its halves swapped.
  const bool odd = at % 2 != 0;
  const auto swapped = [odd](std::uint16_t v) { return odd ? static_cast<std::uint16_t>(v << 8 | v >> 8) : v; };
  store_be16(&tcp[16], adjust_checksum(load_be16(&tcp[16]), swapped(announced), swapped(most)));
}

} // namespace ntm
