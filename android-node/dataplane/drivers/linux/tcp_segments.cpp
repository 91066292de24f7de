#include "tcp_segments.h"

#include <algorithm>
#include <array>

#include "../../engine/checksum.h"
#include "../../engine/ip_packet.h"

namespace ntm {
namespace {

constexpr std::size_t tcp_header = 20;
constexpr std::uint8_t fin = 0x01, push = 0x08, congestion_reduced = 0x80;

bool complete_checksum(const virtio_header &header, bytes packet) {
  const std::size_t field = std::size_t{header.checksum_start} + header.checksum_offset;
  if (field + 2 > packet.size()) return false;
  // The field holds the pseudo header's sum already.
  const std::uint16_t checksum = finish_checksum(sum_words(packet.subspan(header.checksum_start)));
  store_be16(&packet[field], checksum == 0 ? 0xffff : checksum);
  return true;
}

/// The headers of a large packet and what changes in them from segment to segment.
struct template_header {
  std::array<std::uint8_t, 120> bytes;
  std::size_t length;
  ip_packet ip;
  std::uint16_t identification = 0;
  std::uint32_t sequence;
  std::uint8_t flags;
};

void write_header(const template_header &from, bytes segment, std::size_t index, std::size_t offset, bool last) {
  std::memcpy(segment.data(), from.bytes.data(), from.length);
  const bool is4 = from.ip.source.family == 4;
  if (is4) {
    store_be16(&segment[2], static_cast<std::uint32_t>(segment.size()));
    store_be16(&segment[4], static_cast<std::uint16_t>(from.identification + index));
    store_be16(&segment[10], 0);
    store_be16(&segment[10], finish_checksum(sum_words(segment.first(from.ip.payload_offset))));
  } else {
    store_be16(&segment[4], static_cast<std::uint32_t>(segment.size() - 40));
  }
  const bytes tcp = segment.subspan(from.ip.payload_offset);
  store_be32(&tcp[4], from.sequence + static_cast<std::uint32_t>(offset));
  std::uint8_t flags = from.flags;
  if (!last) flags &= static_cast<std::uint8_t>(~(fin | push));
  if (index > 0) flags &= static_cast<std::uint8_t>(~congestion_reduced);
  tcp[13] = flags;
  store_be16(&tcp[16], 0);
  const auto pseudo = sum_pseudo_header(from.ip.source, from.ip.destination,
                                        static_cast<std::uint8_t>(ip_protocol::tcp), tcp.size());
  store_be16(&tcp[16], finish_checksum(sum_words(tcp, pseudo)));
}

bool split_tcp(const virtio_header &header, bytes packet, const std::function<void(bytes)> &each) {
  const auto ip = parse_ip_packet(packet);
  if (!ip || ip->fragment || !ip->is(ip_protocol::tcp) || header.segment_size == 0) return false;
  packet = packet.first(ip->length);
  if (ip->length < ip->payload_offset + tcp_header) return false;
  const std::size_t tcp_length = (packet[ip->payload_offset + 12] >> 4) * 4u;
  const std::size_t headers = ip->payload_offset + tcp_length;
  if (tcp_length < tcp_header || headers > packet.size()) return false;
  template_header from{{}, headers, *ip, load_be16(&packet[4]), load_be32(&packet[ip->payload_offset + 4]),
                       packet[ip->payload_offset + 13]};
  std::memcpy(from.bytes.data(), packet.data(), headers);
  const std::size_t payload = packet.size() - headers;
  std::size_t index = 0;
  for (std::size_t at = 0; at < payload; at += header.segment_size, index++) {
    const std::size_t size = std::min<std::size_t>(header.segment_size, payload - at);
    const bytes segment = packet.subspan(at, headers + size);
    write_header(from, segment, index, at, at + size == payload);
    each(segment);
  }
  return true;
}

} // namespace

bool split_segments(const virtio_header &header, bytes packet, const std::function<void(bytes)> &each) {
  switch (header.segments_type & ~virtio_header::segments_ecn) {
  case virtio_header::segments_none:
    if ((header.flags & virtio_header::needs_checksum) && !complete_checksum(header, packet)) return false;
    each(packet);
    return true;
  case virtio_header::segments_tcp4:
  case virtio_header::segments_tcp6:
    return split_tcp(header, packet, each);
  default:
    return false;
  }
}

} // namespace ntm
