#pragma once
#include <array>
#include <deque>
#include <utility>
#include <vector>

#include "../engine/engine_output.h"

namespace ntm {

/// What waits to be fetched by the host: copies of events, and of packets and datagrams of what is in memory.
class outbox {
public:
  /// A host that does not fetch loses events rather than the machine its memory.
  static constexpr std::size_t most_events = 8192;
  /// Of one kind that others bring about at will: no flood displaces timers, confirmations and misses.
  static constexpr std::size_t most_at_will = 1024;
  static constexpr std::size_t most_packets = 8192;

  struct kept_event {
    event what;
    std::vector<std::uint8_t> payload;
  };
  struct datagram {
    std::uint32_t socket;
    endpoint destination;
    std::vector<std::uint8_t> data;
  };
  struct contents {
    std::deque<kept_event> events;
    std::array<std::size_t, static_cast<std::size_t>(event_kind::timer_due) + 1> of_kind{};
    std::deque<std::vector<std::uint8_t>> tun_packets;
    std::deque<datagram> datagrams;
    bool empty() const { return events.empty() && tun_packets.empty() && datagrams.empty(); }
  };

  /// False: there was no room.
  bool add(const event &what) {
    if (waiting_.events.size() == most_events) return false;
    std::size_t &of_kind = waiting_.of_kind[static_cast<std::size_t>(what.kind)];
    if (at_will(what.kind) && of_kind == most_at_will) return false;
    of_kind++;
    waiting_.events.push_back({what, {what.payload.begin(), what.payload.end()}});
    waiting_.events.back().what.payload = {};
    return true;
  }
  bool add_tun_packet(const_bytes packet) {
    if (waiting_.tun_packets.size() == most_packets) return false;
    waiting_.tun_packets.emplace_back(packet.begin(), packet.end());
    return true;
  }
  bool add_datagram(datagram sent) {
    if (waiting_.datagrams.size() == most_packets) return false;
    waiting_.datagrams.push_back(std::move(sent));
    return true;
  }
  bool empty() const { return waiting_.empty(); }
  contents take() { return std::exchange(waiting_, {}); }

private:
  contents waiting_;

  static bool at_will(event_kind kind) {
    switch (kind) {
    case event_kind::handshake_received:
    case event_kind::sealed_received:
    case event_kind::control_received:
    case event_kind::dns_query_received:
    case event_kind::source_changed:
      return true;
    case event_kind::missed:
    case event_kind::session_confirmed:
    case event_kind::timer_due:
      return false;
    }
    return false;
  }
};

} // namespace ntm
