#include "../drivers/linux/tcp_coalescer.h"
#include "../drivers/linux/tcp_segments.h"
#include "script.h"
#include "sound_packet.h"
#include "targets.h"

namespace ntm::fuzz {
namespace {

using packet = std::vector<std::uint8_t>;

constexpr std::size_t most_packets = 80;

virtio_header read_header(script &from) {
  virtio_header header;
  header.flags = from.u8();
  header.segments_type = from.u8();
  header.header_length = from.u16();
  header.segment_size = from.u16();
  header.checksum_start = from.u16();
  header.checksum_offset = from.u16();
  return header;
}

std::size_t tcp_payload_of(const_bytes data) {
  const auto ip = parse_ip_packet(data);
  if (!ip || !ip->is(ip_protocol::tcp) || ip->fragment || ip->length < ip->payload_offset + 20) return 0;
  const std::size_t headers = ip->payload_offset + (data[ip->payload_offset + 12] >> 4) * 4u;
  return headers <= ip->length ? ip->length - headers : 0;
}

/// Cut segments are whole, sound, no larger than asked, and carry the payload of the large packet.
std::vector<packet> cut(const virtio_header &header, packet large) {
  const bool tcp = (header.segments_type & ~virtio_header::segments_ecn) != virtio_header::segments_none;
  const std::size_t payload = tcp_payload_of(large);
  std::vector<packet> segments;
  const bool fits = split_segments(header, large, [&](bytes each) { segments.emplace_back(each.begin(), each.end()); });
  CHECK(fits || segments.empty());
  if (!fits || !tcp) return segments;
  std::size_t sum = 0;
  for (const auto &each : segments) {
    check_made_packet(each);
    CHECK(tcp_payload_of(each) <= header.segment_size);
    sum += tcp_payload_of(each);
  }
  CHECK(sum == payload);
  return segments;
}

/// Joined and cut again, every byte of payload is there, and what cannot be joined comes out as it went in.
void join(std::vector<packet> packets) {
  std::size_t before = 0, after = 0, out = 0;
  for (const auto &each : packets) before += tcp_payload_of(each);
  tcp_coalescer coalescer([&](const virtio_header &header, const iovec *parts, std::size_t count) {
    packet whole;
    for (std::size_t i = 0; i < count; i++) {
      const auto *data = static_cast<const std::uint8_t *>(parts[i].iov_base);
      whole.insert(whole.end(), data, data + parts[i].iov_len);
    }
    out++;
    if (header.segments_type == virtio_header::segments_none) {
      CHECK(count == 1);
      after += tcp_payload_of(whole);
      return;
    }
    CHECK(count > 1 && whole.size() <= 65'535);
    for (const auto &each : cut(header, std::move(whole))) after += tcp_payload_of(each);
  });
  for (auto &each : packets) coalescer.add(each);
  coalescer.flush();
  CHECK(after == before);
  CHECK(out <= packets.size());
}

} // namespace

/// A header and a packet of the TUN, then packets that other nodes sent; what was cut comes back among them.
void try_offloads(const_bytes input) {
  script from(input);
  const virtio_header header = read_header(from);
  auto packets = cut(header, from.data(4000));
  if (packets.size() > most_packets) packets.resize(most_packets);
  while (!from.done() && packets.size() < 2 * most_packets) packets.push_back(from.data(1500));
  join(std::move(packets));
}

} // namespace ntm::fuzz
