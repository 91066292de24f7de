#pragma once
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
    std::deque<std::vector<std::uint8_t>> tun_packets;
    std::deque<datagram> datagrams;
    bool empty() const { return events.empty() && tun_packets.empty() && datagrams.empty(); }
  };

  /// False: there was no room.
  bool add(const event &what) {
    if (waiting_.events.size() == most_events) return false;
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
};

} // namespace ntm
