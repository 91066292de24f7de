#include "ip_fragments.h"

#include <algorithm>

#include "checksum.h"

namespace ntm {

std::vector<packet_buffer> fragment_ip4(const_bytes data, const ip_packet &packet, std::size_t mtu) {
  const std::size_t header = packet.payload_offset;
  const std::size_t room = mtu > header ? (mtu - header) / 8 * 8 : 0;
  if (room == 0) return {};
  const unsigned before = load_be16(&data[6]);
  const bool more_after = (before & 0x2000) != 0;
  const std::size_t payload = packet.length - header;
  std::vector<packet_buffer> fragments;
  for (std::size_t at = 0; at < payload; at += room) {
    const std::size_t size = std::min(room, payload - at);
    packet_buffer out(header + size);
    std::memcpy(out.data(), data.data(), header);
    std::memcpy(out.data() + header, data.data() + header + at, size);
    const bool more = more_after || at + size < payload;
    store_be16(&out[2], static_cast<std::uint32_t>(out.size()));
    store_be16(&out[6], static_cast<std::uint32_t>((more ? 0x2000 : 0) | ((before & 0x1fff) + at / 8)));
    store_be16(&out[10], 0);
    store_be16(&out[10], finish_checksum(sum_words({out.data(), header})));
    fragments.push_back(std::move(out));
  }
  return fragments;
}

} // namespace ntm
