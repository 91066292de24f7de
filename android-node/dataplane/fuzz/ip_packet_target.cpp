#include "../engine/ip_fragments.h"
#include "../engine/local_answer.h"
#include "../engine/tcp_mss.h"
#include "script.h"
#include "sound_packet.h"
#include "targets.h"

namespace ntm::fuzz {
namespace {

void check_answer(const packet_buffer &answer, const ip_packet &to, std::size_t most) {
  if (answer.empty()) return;
  const ip_packet made = check_made_packet(answer);
  CHECK(answer.size() <= most);
  CHECK(made.source == to.destination && made.destination == to.source);
}

/// Nothing but the announced size changes, it only falls, and a right checksum stays right.
void check_clamp(const std::vector<std::uint8_t> &before, const ip_packet &ip, std::size_t mtu) {
  auto after = before;
  const bool sound = !ip.fragment && ip.is(ip_protocol::tcp) && has_sound_transport(before, ip);
  clamp_tcp_mss(after, ip, mtu);
  if (after == before) return;
  CHECK(ip.is(ip_protocol::tcp) && !ip.later_fragment);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < after.size(); i++) changed += after[i] != before[i];
  CHECK(changed <= 4);
  // 0 and 65,535 are one number in ones' complement; only the sum over the whole tells.
  if (sound) CHECK(has_sound_transport(after, ip));
  auto again = after;
  clamp_tcp_mss(again, ip, mtu);
  CHECK(again == after);
}

/// The pieces put together are the packet.
void check_fragments(const std::vector<std::uint8_t> &data, const ip_packet &ip, std::size_t mtu) {
  if (ip.source.family != 4) return;
  const auto fragments = fragment_ip4(data, ip, mtu);
  std::vector<std::uint8_t> payload;
  const std::size_t first_offset = (load_be16(&data[6]) & 0x1fffu) * 8u;
  for (std::size_t i = 0; i < fragments.size(); i++) {
    const auto piece = parse_ip_packet(fragments[i]);
    CHECK(piece && piece->length == fragments[i].size() && fragments[i].size() <= mtu);
    CHECK(has_sound_ip_header(fragments[i], *piece));
    CHECK(piece->source == ip.source && piece->destination == ip.destination && piece->protocol == ip.protocol);
    CHECK((load_be16(&fragments[i][6]) & 0x1fffu) * 8u == first_offset + payload.size());
    const bool more = (load_be16(&fragments[i][6]) & 0x2000) != 0;
    CHECK(more == (i + 1 < fragments.size() || (load_be16(&data[6]) & 0x2000) != 0));
    payload.insert(payload.end(), fragments[i].begin() + static_cast<std::ptrdiff_t>(piece->payload_offset),
                   fragments[i].end());
  }
  if (fragments.empty()) return;
  CHECK(payload.size() == ip.length - ip.payload_offset);
  CHECK(std::equal(payload.begin(), payload.end(), data.begin() + static_cast<std::ptrdiff_t>(ip.payload_offset)));
}

} // namespace

/// One packet of the TUN: two bytes of path MTU, one of the reason, then the packet.
void try_ip_packet(const_bytes input) {
  script from(input);
  const std::size_t mtu = 576 + from.u16() % 1000;
  const auto reason = static_cast<unreachable_reason>(from.u8() % 4);
  auto data = from.all();
  const auto ip = parse_ip_packet(data);
  if (!ip) return;
  CHECK(ip->length <= data.size() && ip->payload_offset <= ip->length);
  CHECK(!ip->later_fragment || ip->fragment);
  data.resize(ip->length);
  const std::size_t most = ip->source.family == 4 ? 576 : 1280;
  check_answer(build_unreachable(data, *ip, reason), *ip, most);
  check_answer(build_too_big(data, *ip, mtu), *ip, most);
  check_answer(build_tcp_reset(data, *ip), *ip, 60);
  const std::size_t payload = std::min<std::size_t>(data.size(), 60'000);
  const udp_flow back{ip->destination, ip->source, 53, 5353};
  check_answer(build_udp_packet(back, const_bytes(data).first(payload)), *ip, 65'535);
  check_clamp(data, *ip, mtu);
  check_fragments(data, *ip, mtu);
}

} // namespace ntm::fuzz
