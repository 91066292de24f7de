#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace ntm {

/// What is counted for the whole data plane; `counter_names` has the same order.
enum class count : std::size_t {
  sent_packets,
  sent_bytes,
  received_packets,
  received_bytes,
  keepalives_sent,
  keepalives_received,
  control_sent,
  control_received,
  handshakes_received,
  cookies_sent,
  own_index_received,
  fragmented,
  // Datagrams refused.
  unknown_datagram,
  mac1_failed,
  handshake_over_limit,
  unknown_index,
  session_expired,
  authentication_failed,
  replayed,
  unknown_payload,
  control_from_stock_peer,
  control_over_limit,
  malformed_inner,
  inner_source_refused,
  inner_destination_refused,
  // Packets of the TUN refused.
  tun_malformed,
  tun_group_address,
  no_route,
  refused_by_policy,
  refused_unreachable,
  too_big,
  queue_expired,
  queue_overflow,
  no_session,
  counter_exhausted,
  resolver_refused,
  dns_unanswerable,
  // Of the host. Unread: the system had no room for them, about, since it counts what it joined once and wrong checksums
  // too. Undivided: ports where it gave newcomers no room of their own.
  tunnel_datagrams_unread,
  newcomer_datagrams_unread,
  ports_undivided,
  send_failed,
  tun_write_failed,
  tun_gone,
  events_dropped,
  last
};

inline constexpr std::array<const char *, static_cast<std::size_t>(count::last)> counter_names = {
    "sentPackets",
    "sentBytes",
    "receivedPackets",
    "receivedBytes",
    "keepalivesSent",
    "keepalivesReceived",
    "controlSent",
    "controlReceived",
    "handshakesReceived",
    "cookiesSent",
    "ownIndexReceived",
    "fragmented",
    "unknownDatagram",
    "mac1Failed",
    "handshakeOverLimit",
    "unknownIndex",
    "sessionExpired",
    "authenticationFailed",
    "replayed",
    "unknownPayload",
    "controlFromStockPeer",
    "controlOverLimit",
    "malformedInner",
    "innerSourceRefused",
    "innerDestinationRefused",
    "tunMalformed",
    "tunGroupAddress",
    "noRoute",
    "refusedByPolicy",
    "refusedUnreachable",
    "tooBig",
    "queueExpired",
    "queueOverflow",
    "noSession",
    "counterExhausted",
    "resolverRefused",
    "dnsUnanswerable",
    "tunnelDatagramsUnread",
    "newcomerDatagramsUnread",
    "portsUndivided",
    "sendFailed",
    "tunWriteFailed",
    "tunGone",
    "eventsDropped",
};
static_assert(counter_names.back() != nullptr, "every counter has a name");

class counters {
public:
  void add(count which, std::uint64_t amount = 1) { values_[static_cast<std::size_t>(which)] += amount; }
  std::uint64_t value(std::size_t which) const { return values_[which]; }

private:
  std::array<std::uint64_t, static_cast<std::size_t>(count::last)> values_{};
};

} // namespace ntm
