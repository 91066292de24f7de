#include <algorithm>

#include "engine.h"
#include "ip_fragments.h"
#include "tcp_mss.h"
#include "timers.h"

namespace ntm {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::size_t udp_header = 8;

/// Zero bytes up to the next multiple of 16, but not beyond the path's MTU (as WireGuard does).
std::size_t padding_of(std::size_t size, std::size_t path_mtu) {
  const std::size_t padded = (size + 15) / 16 * 16;
  return std::min(padded, std::max(path_mtu, size)) - size;
}

} // namespace

void engine::tun_packet_received(bytes data, milliseconds now) {
  const auto packet = parse_ip_packet(data);
  if (!packet) return totals_.add(count::tun_malformed);
  data = data.first(packet->length);
  if (is_multicast_or_broadcast(packet->destination)) return totals_.add(count::tun_group_address);
  if (resolver_.serves(packet->destination)) return resolver_packet_received(data, *packet, now);
  peer *to = routes_.find(packet->destination);
  if (to && to->current) return send_to_peer(*to, data, *packet, now);
  if (is_refused(data, *packet, now)) return;
  if (!to && !in_realm(packet->destination)) {
    return answer_unreachable(data, unreachable_reason::no_route, count::no_route);
  }
  keep_waiting(to, data, *packet, now);
}

void engine::resolver_packet_received(const_bytes data, const ip_packet &packet, milliseconds now) {
  const const_bytes transport = data.subspan(packet.payload_offset);
  if (packet.is(ip_protocol::tcp)) {
    totals_.add(count::resolver_refused);
    const auto reset = build_tcp_reset(data, packet);
    if (!reset.empty()) output_.answer(reset);
    return;
  }
  if (!packet.is(ip_protocol::udp) || packet.fragment || transport.size() < udp_header) {
    return totals_.add(count::resolver_refused);
  }
  const std::size_t length = load_be16(&transport[4]);
  if (length < udp_header || length > transport.size()) return totals_.add(count::tun_malformed);
  if (load_be16(&transport[2]) != dns_port) {
    return answer_unreachable(data, unreachable_reason::port, count::resolver_refused);
  }
  const std::uint32_t id =
      resolver_.remember({packet.source, packet.destination, load_be16(&transport[0]), dns_port}, now);
  output_.raise({.kind = event_kind::dns_query_received,
                 .id = id,
                 .payload = transport.subspan(udp_header, length - udp_header)});
}

void engine::answer_dns(std::uint32_t id, const_bytes payload, milliseconds now) {
  constexpr std::size_t most = 65535 - 20 - udp_header;
  const auto back = resolver_.take(id, now);
  if (!back || payload.size() > most) return totals_.add(count::dns_unanswerable);
  output_.answer(build_udp_packet(*back, payload));
}

void engine::send_to_peer(peer &to, bytes data, const ip_packet &packet, milliseconds now) {
  if (to.release_at) send_waiting(to, now);
  if (!fit_path(to, data, packet, now)) return;
  if (!seal_and_send(*to.current, data, now)) return;
  to.sent_packets++;
  to.sent_bytes += data.size();
  totals_.add(count::sent_packets);
  totals_.add(count::sent_bytes, data.size());
}

/// Makes the packet fit the path: true if it may go as it is now; else it was answered or sent in pieces.
bool engine::fit_path(peer &to, bytes data, const ip_packet &packet, milliseconds now) {
  clamp_tcp_mss(data, packet, to.path_mtu);
  if (data.size() <= to.path_mtu) return true;
  if (packet.source.family == 4 && packet.may_fragment) {
    totals_.add(count::fragmented);
    for (auto &fragment : fragment_ip4(data, packet, to.path_mtu)) {
      const auto parsed = parse_ip_packet(fragment);
      if (parsed && to.current) send_to_peer(to, fragment, *parsed, now);
    }
    return false;
  }
  totals_.add(count::too_big);
  const auto too_big = build_too_big(data, packet, to.path_mtu);
  if (!too_big.empty()) output_.answer(too_big);
  return false;
}

void engine::keep_waiting(peer *to, const_bytes data, const ip_packet &packet, milliseconds now) {
  const auto id = to ? std::optional(to->id) : std::nullopt;
  switch (waiting_.add(id, packet.destination, data, now)) {
  case waiting_packets::added::first:
    wake_by(now + waiting_packets::longest_wait);
    return output_.raise({.kind = event_kind::missed, .destination = packet.destination});
  case waiting_packets::added::later:
    return;
  case waiting_packets::added::displaced:
    return totals_.add(count::queue_overflow);
  case waiting_packets::added::refused:
    return answer_unreachable(data, unreachable_reason::host, count::queue_overflow);
  }
}

void engine::send_waiting(peer &to, milliseconds now) {
  to.release_at.reset();
  const auto queues = waiting_.take([&](const waiting_packets::queue &each) {
    return each.peer ? each.peer == to.id : routes_.find(each.destination) == &to;
  });
  for (const auto &queue : queues) {
    for (auto data : queue.packets) {
      const auto packet = parse_ip_packet(data);
      if (packet && to.current) send_to_peer(to, data, *packet, now);
    }
  }
}

bool engine::seal_and_send(session &with, const_bytes payload, milliseconds now) {
  peer &to = with.owner();
  if (now >= with.expires_at() || !with.destination) {
    totals_.add(count::no_session);
    return false;
  }
  const std::size_t padding = padding_of(payload.size(), to.path_mtu);
  const std::size_t size = session::overhead + payload.size() + padding;
  std::uint8_t *room = output_.datagram_room(size);
  if (!with.seal(payload, padding, room)) {
    totals_.add(count::counter_exhausted);
    return false;
  }
  output_.send_datagram(with.socket, *with.destination, size);
  to.last_sent_at = now;
  to.received_unanswered_at.reset();
  if (!payload.empty() && !to.sent_unanswered_at) {
    to.sent_unanswered_at = now + unanswered_timeout;
    wake_by(*to.sent_unanswered_at);
  }
  if (with.initiator() && !with.raised_sent_after_rekey && now - with.established_at() >= session::rekey_after) {
    with.raised_sent_after_rekey = true;
    raise_timer(with, timer_cause::sent_after_rekey);
  }
  return true;
}

void engine::seal_control(std::uint32_t local_index, const_bytes payload, milliseconds now) {
  session *with = find_session(local_index);
  if (!with) return totals_.add(count::no_session);
  if (!seal_and_send(*with, payload, now)) return;
  totals_.add(payload.empty() ? count::keepalives_sent : count::control_sent);
  peer &to = with->owner();
  if (to.release_at && to.current == with) send_waiting(to, now);
}

bool engine::is_refused(const_bytes data, const ip_packet &packet, milliseconds now) {
  const auto found = refusals_.find(packet.destination);
  if (found == refusals_.end()) return false;
  if (now >= found->second.until) {
    refusals_.erase(found);
    return false;
  }
  const auto reason = found->second.reason;
  answer_unreachable(data, reason,
                     reason == unreachable_reason::prohibited ? count::refused_by_policy : count::refused_unreachable);
  return true;
}

void engine::answer_unreachable(const_bytes data, unreachable_reason reason, count why) {
  totals_.add(why);
  const auto packet = parse_ip_packet(data);
  if (!packet) return;
  const auto error = build_unreachable(data, *packet, reason);
  if (!error.empty()) output_.answer(error);
}

bool engine::is_own(const ip_address &address) const {
  return std::find(virtual_addresses_.begin(), virtual_addresses_.end(), address) != virtual_addresses_.end();
}

bool engine::in_realm(const ip_address &address) const {
  if (is_own(address)) return false;
  return std::any_of(realm_prefixes_.begin(), realm_prefixes_.end(), [&](const ip_prefix &prefix) {
    return prefix.address.family == address.family && masked(address, prefix.length) == prefix.address;
  });
}

} // namespace ntm
