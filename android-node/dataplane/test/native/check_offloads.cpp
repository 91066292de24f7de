#include "../../drivers/linux/tcp_coalescer.h"
#include "../../drivers/linux/tcp_segments.h"
#include "../../engine/checksum.h"
#include "checks.h"
#include "random.h"

namespace ntm::check {
namespace {

using packet = std::vector<std::uint8_t>;

constexpr std::uint8_t push = 0x08, ack = 0x10;

struct stream {
  std::uint8_t family;
  std::uint16_t port;
  std::size_t options;
};

/// A TCP packet as the kernel hands it over for cutting: the checksum field holds the pseudo header's sum.
packet large_packet(random_source &random, const stream &of, std::uint32_t sequence, std::size_t payload) {
  const std::size_t ip = of.family == 4 ? 20 : 40, tcp = 20 + of.options;
  packet out(ip + tcp);
  const packet data = random.bytes(payload);
  out.insert(out.end(), data.begin(), data.end());
  if (of.family == 4) {
    out[0] = 0x45;
    store_be16(&out[2], static_cast<std::uint32_t>(out.size()));
    out[6] = 0x40;
    out[8] = 64;
    out[9] = 6;
    out[12] = out[16] = 10;
    out[19] = 1;
    store_be16(&out[10], finish_checksum(sum_words({out.data(), ip})));
  } else {
    out[0] = 0x60;
    store_be16(&out[4], static_cast<std::uint32_t>(out.size() - ip));
    out[6] = 6;
    out[7] = 64;
    out[8] = out[24] = 0xfd;
    out[39] = 1;
  }
  store_be16(&out[ip], of.port);
  store_be32(&out[ip + 4], sequence);
  out[ip + 12] = static_cast<std::uint8_t>(tcp / 4 << 4);
  out[ip + 13] = ack | (random.below(2) ? push : 0);
  store_be16(&out[ip + 14], 512);
  for (std::size_t i = 0; i < of.options; i++) out[ip + 20 + i] = 1;
  return out;
}

virtio_header cut_to(const stream &of, std::size_t segment) {
  virtio_header header;
  header.flags = virtio_header::needs_checksum;
  header.segments_type = of.family == 4 ? virtio_header::segments_tcp4 : virtio_header::segments_tcp6;
  header.segment_size = static_cast<std::uint16_t>(segment);
  return header;
}

void check_sound(const_bytes data) {
  const auto ip = parse_ip_packet(data);
  CHECK(ip && ip->length == data.size());
  const auto transport = data.subspan(ip->payload_offset);
  if (ip->source.family == 4) CHECK(finish_checksum(sum_words(data.first(ip->payload_offset))) == 0);
  const auto pseudo = sum_pseudo_header(ip->source, ip->destination, ip->protocol, transport.size());
  CHECK(finish_checksum(sum_words(transport, pseudo)) == 0);
}

std::vector<packet> cut(const virtio_header &header, packet large) {
  std::vector<packet> segments;
  CHECK(split_segments(header, large, [&](bytes each) { segments.emplace_back(each.begin(), each.end()); }));
  return segments;
}

/// All payload of one flow, in the order in which it is written.
struct written {
  packet payload;
  std::size_t packets = 0;
};

} // namespace

void check_segments_are_cut_and_joined() {
  random_source random(2);
  for (int round = 0; round < 300; round++) {
    const stream streams[] = {{4, 1, 12}, {4, 2, 0}, {6, 3, 12}};
    std::vector<packet> segments[3];
    packet sent[3];
    std::uint32_t sequence[3] = {0, 0xfffffff0, 77};
    for (int burst = 0; burst < 3; burst++) {
      for (std::size_t s = 0; s < 3; s++) {
        const std::size_t size = 1 + random.below(30'000), segment = 500 + random.below(900);
        const packet large = large_packet(random, streams[s], sequence[s], size);
        sequence[s] += static_cast<std::uint32_t>(size);
        const std::size_t headers = large.size() - size;
        sent[s].insert(sent[s].end(), large.begin() + static_cast<std::ptrdiff_t>(headers), large.end());
        for (auto &each : cut(cut_to(streams[s], segment), large)) {
          check_sound(each);
          CHECK(each.size() <= headers + segment);
          segments[s].push_back(std::move(each));
        }
      }
    }
    written got[3];
    tcp_coalescer coalescer([&](const virtio_header &header, const iovec *parts, std::size_t count) {
      packet whole;
      for (std::size_t i = 0; i < count; i++) {
        const auto *data = static_cast<const std::uint8_t *>(parts[i].iov_base);
        whole.insert(whole.end(), data, data + parts[i].iov_len);
      }
      // What the kernel does with it: cut again, checksums completed.
      std::vector<packet> again = cut(header, std::move(whole));
      for (const auto &each : again) {
        check_sound(each);
        const auto ip = parse_ip_packet(each);
        const std::size_t headers = ip->payload_offset + (each[ip->payload_offset + 12] >> 4) * 4u;
        auto &flow = got[load_be16(&each[ip->payload_offset]) - 1];
        flow.payload.insert(flow.payload.end(), each.begin() + static_cast<std::ptrdiff_t>(headers), each.end());
      }
      got[load_be16(&again[0][parse_ip_packet(again[0])->payload_offset]) - 1].packets++;
    });
    std::size_t at[3] = {}, total = 0;
    while (at[0] + at[1] + at[2] < segments[0].size() + segments[1].size() + segments[2].size()) {
      const std::size_t s = random.below(3);
      if (at[s] == segments[s].size()) continue;
      coalescer.add(segments[s][at[s]++]);
      total++;
    }
    coalescer.flush();
    for (std::size_t s = 0; s < 3; s++) CHECK(got[s].payload == sent[s]);
    CHECK(got[0].packets + got[1].packets + got[2].packets < total / 2 + 20);
  }
}

void check_offload_headers_with_random_input() {
  random_source random(3);
  tcp_coalescer coalescer([](const virtio_header &, const iovec *, std::size_t) {});
  for (int round = 0; round < 200'000; round++) {
    packet data = random.bytes(random.below(200));
    virtio_header header;
    const packet fields = random.bytes(sizeof header);
    std::memcpy(&header, fields.data(), sizeof header);
    if (random.below(2)) header.segments_type = static_cast<std::uint8_t>(random.below(5));
    if (random.below(2)) header.segment_size = static_cast<std::uint16_t>(random.below(40));
    if (data.size() > 40 && random.below(4)) {
      data[0] = random.below(2) ? 0x45 : 0x60;
      data[data[0] == 0x45 ? 9 : 6] = 6;
      store_be16(&data[data[0] == 0x45 ? 2 : 4], static_cast<std::uint32_t>(random.below(data.size() + 2)));
      store_be16(&data[6], data[0] == 0x45 ? 0 : 0x0640);
    }
    packet copy = data;
    split_segments(header, copy, [](bytes) {});
    coalescer.add(data);
    coalescer.flush();
  }
}

} // namespace ntm::check
