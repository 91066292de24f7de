#include "engine.h"
#include "tcp_mss.h"
#include "timers.h"

namespace ntm {
namespace {

enum message_type : std::uint8_t { initiation = 1, response = 2, cookie = 3, transport = 4 };

/// WireGuard's type where the first four bytes and the length fit it, or 0 (paper, 5.4).
std::uint8_t message_type_of(const_bytes datagram) {
  if (datagram.size() < session::overhead) return 0;
  const std::uint32_t type = load_le32(datagram.data());
  switch (type) {
  case initiation:
    return datagram.size() == 148 ? initiation : 0;
  case response:
    return datagram.size() == 92 ? response : 0;
  case cookie:
    return datagram.size() == 64 ? cookie : 0;
  case transport:
    return transport;
  default:
    return 0;
  }
}

} // namespace

void engine::datagram_received(std::uint32_t socket, const endpoint &source, bytes datagram, milliseconds now) {
  switch (message_type_of(datagram)) {
  case transport:
    return sealed_received(socket, source, datagram, now);
  case initiation:
  case response:
  case cookie:
    return handshake_received(socket, source, datagram, now);
  default:
    totals_.add(count::unknown_datagram);
  }
}

void engine::host_sends(const_bytes datagram, milliseconds now) {
  if (message_type_of(datagram) == initiation) awaited_.sent(load_le32(&datagram[4]), now);
}

void engine::handshake_received(std::uint32_t socket, const endpoint &source, const_bytes message, milliseconds now) {
  // Before anything is computed: the kernel's room and the thread's time for answers are those of tunnels.
  if (message[0] != initiation && !is_awaited(message, now)) return;
  if (message[0] != cookie && !mac_.verifies(message)) return totals_.add(count::mac1_failed);
  if (message[0] == initiation && !admits(socket, source, message, now)) return;
  totals_.add(count::handshakes_received);
  output_.raise({.kind = event_kind::handshake_received, .socket = socket, .source = source, .payload = message});
}

bool engine::is_awaited(const_bytes answer, milliseconds now) {
  // Where the receiver's index stands (WireGuard paper, 5.4.3 and 5.4.7).
  switch (awaited_.judge(load_le32(&answer[answer[0] == response ? 8 : 4]), now)) {
  case awaited_answers::verdict::awaited:
    return true;
  case awaited_answers::verdict::unknown:
    totals_.add(count::unknown_index);
    return false;
  case awaited_answers::verdict::over_limit:
    totals_.add(count::handshake_over_limit);
    return false;
  }
  return false;
}

bool engine::admits(std::uint32_t socket, const endpoint &source, const_bytes initiation, milliseconds now) {
  if (!load_.add(now)) return true;
  const bool proven = cookies_.proves(initiation, source, now);
  if (!(proven ? proven_ : unproven_).takes(source.address, now)) {
    totals_.add(count::handshake_over_limit);
    return false;
  }
  if (proven) return true;
  totals_.add(count::cookies_sent);
  std::uint8_t *room = output_.datagram_room(cookies::reply_size);
  if (cookies_.reply(initiation, source, now, room)) output_.send_datagram(socket, source, cookies::reply_size);
  return false;
}

void engine::sealed_received(std::uint32_t socket, const endpoint &source, bytes packet, milliseconds now) {
  const std::uint32_t index = load_le32(&packet[4]);
  session *with = find_session(index);
  if (!with) {
    if (!own_indices_.contains(index)) return totals_.add(count::unknown_index);
    totals_.add(count::own_index_received);
    return output_.raise({.kind = event_kind::sealed_received,
                          .local_index = index,
                          .socket = socket,
                          .counter = load_le64(&packet[8]),
                          .source = source,
                          .payload = packet});
  }
  if (now >= with->expires_at()) return totals_.add(count::session_expired);
  open_failure failure;
  const auto opened = with->open(packet, failure);
  if (!opened) {
    return totals_.add(failure == open_failure::replayed ? count::replayed : count::authentication_failed);
  }
  session_proved(*with, *opened, socket, source, now);
  opened_received(*with, *opened, source, now);
}

void engine::session_proved(session &with, const opened_packet &opened, std::uint32_t socket, const endpoint &source,
                            milliseconds now) {
  peer &from = with.owner();
  from.last_received_at = now;
  from.sent_unanswered_at.reset();
  const event where{.kind = event_kind::source_changed,
                    .peer = from.id,
                    .local_index = with.local_index(),
                    .socket = socket,
                    .source = source};
  if (!with.confirmed) {
    with.confirmed = true;
    with.socket = socket;
    with.destination = source;
    with.is_new_source(socket, source);
    make_current(with);
    event confirmed = where;
    confirmed.kind = event_kind::session_confirmed;
    output_.raise(confirmed);
    send_waiting(from, now);
  } else if (opened.highest && !(with.socket == socket && with.destination == source)) {
    // A peer of WireGuard's own kind is followed; between our nodes the core decides where packets go.
    if (from.stock) {
      with.socket = socket;
      with.destination = source;
      output_.raise(where);
    } else if (with.is_new_source(socket, source) && from.handed_up.takes(now)) {
      output_.raise(where);
    }
  }
  if (with.initiator() && !with.raised_received_near_reject &&
      now - with.established_at() >= session::rekey_after_receiving) {
    with.raised_received_near_reject = true;
    raise_timer(with, timer_cause::received_near_reject);
  }
}

void engine::opened_received(session &with, const opened_packet &opened, const endpoint &source, milliseconds now) {
  peer &from = with.owner();
  if (opened.payload.empty()) return totals_.add(count::keepalives_received);
  if (!from.received_unanswered_at) {
    from.received_unanswered_at = now + keepalive_timeout;
    wake_by(*from.received_unanswered_at);
  }
  const std::uint8_t kind = opened.payload[0] >> 4;
  if (kind == 4 || kind == 6) return inner_packet_received(with, opened.payload);
  if (kind != 1) return totals_.add(count::unknown_payload);
  if (from.stock) return totals_.add(count::control_from_stock_peer);
  if (!from.handed_up.takes(now)) return totals_.add(count::control_over_limit);
  totals_.add(count::control_received);
  output_.raise({.kind = event_kind::control_received,
                 .peer = from.id,
                 .local_index = with.local_index(),
                 .counter = opened.counter,
                 .source = source,
                 .payload = opened.payload});
}

void engine::inner_packet_received(session &with, bytes payload) {
  peer &from = with.owner();
  const auto packet = parse_ip_packet(payload);
  if (!packet) return totals_.add(count::malformed_inner);
  if (routes_.find(packet->source) != &from) return totals_.add(count::inner_source_refused);
  // What a machine would forward to networks behind it is not for a correspondent to reach.
  if (!from.stock && !is_own(packet->destination)) return totals_.add(count::inner_destination_refused);
  from.received_packets++;
  from.received_bytes += packet->length;
  totals_.add(count::received_packets);
  totals_.add(count::received_bytes, packet->length);
  const bytes data = payload.first(packet->length);
  clamp_tcp_mss(data, *packet, from.path_mtu);
  output_.deliver(data);
}

} // namespace ntm
