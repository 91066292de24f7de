#include "tcp_coalescer.h"

#include <algorithm>

#include "../../engine/checksum.h"

namespace ntm {
namespace {

constexpr std::size_t tcp_header = 20;
constexpr std::size_t most_groups = 8;
constexpr std::size_t most_parts = 64;
constexpr std::size_t most_bytes = 65'535;
constexpr std::uint8_t push = 0x08, ack = 0x10;

} // namespace

/// A TCP packet with payload and only such flags and headers as may be joined.
bool tcp_coalescer::read_segment(bytes packet, segment &into) {
  const auto ip = parse_ip_packet(packet);
  if (!ip || !ip->is(ip_protocol::tcp) || ip->fragment) return false;
  if (ip->payload_offset != (ip->source.family == 4 ? 20u : 40u)) return false;
  if (ip->length < ip->payload_offset + tcp_header) return false;
  into = {packet.first(ip->length), *ip, 0};
  into.headers = ip->payload_offset + (into.tcp()[12] >> 4) * 4u;
  return into.headers >= ip->payload_offset + tcp_header && into.headers <= ip->length;
}

bool tcp_coalescer::same_flow(const segment &a, const segment &b) {
  return std::memcmp(a.tcp().data(), b.tcp().data(), 4) == 0 && a.ip.source == b.ip.source &&
         a.ip.destination == b.ip.destination;
}

bool tcp_coalescer::continues(const group &open, const segment &next) {
  const segment &first = open.first;
  if (open.complete || next.headers != first.headers || load_be32(&next.tcp()[4]) != open.next_sequence) return false;
  const std::size_t size = next.payload().size();
  if (size == 0 || size > first.payload().size() || open.total + size > most_bytes) return false;
  if (open.parts.size() == most_parts || (next.tcp()[13] & ~push) != ack) return false;
  // Acknowledgement, window and options; type of service, hop limit and fragment bits.
  if (std::memcmp(&first.tcp()[8], &next.tcp()[8], 4) != 0 || std::memcmp(&first.tcp()[14], &next.tcp()[14], 2) != 0) {
    return false;
  }
  const std::size_t options = first.headers - first.ip.payload_offset - tcp_header;
  if (options > 0 && std::memcmp(&first.tcp()[tcp_header], &next.tcp()[tcp_header], options) != 0) return false;
  const bytes a = first.packet, b = next.packet;
  if (first.ip.source.family == 6) return std::memcmp(a.data(), b.data(), 4) == 0 && a[7] == b[7];
  return a[1] == b[1] && a[6] == b[6] && a[7] == b[7] && a[8] == b[8];
}

void tcp_coalescer::add(bytes packet) {
  segment next;
  if (!read_segment(packet, next)) return write_single(packet);
  const auto open = std::find_if(groups_.begin(), groups_.end(), [&](group &g) { return same_flow(g.first, next); });
  if (open != groups_.end()) {
    if (continues(*open, next)) return join(*open, next);
    write_group(*open);
    groups_.erase(open);
  }
  if ((next.tcp()[13] & ~push) != ack || next.payload().empty()) return write_single(packet);
  start_group(next);
}

void tcp_coalescer::start_group(const segment &first) {
  if (groups_.size() == most_groups) {
    write_group(groups_.front());
    groups_.erase(groups_.begin());
  }
  const auto size = first.payload().size();
  groups_.push_back({first, load_be32(&first.tcp()[4]) + static_cast<std::uint32_t>(size), first.packet.size(),
                     (first.tcp()[13] & push) != 0, {{first.packet.data(), first.packet.size()}}});
}

void tcp_coalescer::join(group &open, const segment &next) {
  const bytes payload = next.payload();
  open.parts.push_back({payload.data(), payload.size()});
  open.total += payload.size();
  open.next_sequence += static_cast<std::uint32_t>(payload.size());
  open.first.tcp()[13] |= next.tcp()[13] & push;
  open.complete = payload.size() < open.first.payload().size() || (next.tcp()[13] & push) != 0;
}

void tcp_coalescer::write_group(group &done) {
  if (done.parts.size() == 1) return write_single(done.first.packet);
  const segment &first = done.first;
  const bytes packet = first.packet;
  const bool is4 = first.ip.source.family == 4;
  if (is4) {
    store_be16(&packet[2], static_cast<std::uint32_t>(done.total));
    store_be16(&packet[10], 0);
    store_be16(&packet[10], finish_checksum(sum_words(packet.first(first.ip.payload_offset))));
  } else {
    store_be16(&packet[4], static_cast<std::uint32_t>(done.total - first.ip.payload_offset));
  }
  const auto pseudo = sum_pseudo_header(first.ip.source, first.ip.destination,
                                        static_cast<std::uint8_t>(ip_protocol::tcp),
                                        done.total - first.ip.payload_offset);
  store_be16(&first.tcp()[16], static_cast<std::uint16_t>(~finish_checksum(pseudo)));
  virtio_header header;
  header.flags = virtio_header::needs_checksum;
  header.segments_type = is4 ? virtio_header::segments_tcp4 : virtio_header::segments_tcp6;
  header.header_length = static_cast<std::uint16_t>(first.headers);
  header.segment_size = static_cast<std::uint16_t>(first.payload().size());
  header.checksum_start = static_cast<std::uint16_t>(first.ip.payload_offset);
  header.checksum_offset = 16;
  write_(header, done.parts.data(), done.parts.size());
}

void tcp_coalescer::write_single(bytes packet) {
  const iovec part{packet.data(), packet.size()};
  write_({}, &part, 1);
}

void tcp_coalescer::flush() {
  for (auto &each : groups_) write_group(each);
  groups_.clear();
}

} // namespace ntm
