#pragma once
#include <deque>
#include <optional>
#include <vector>

#include "local_answer.h"

namespace ntm {

/// First packets to addresses without session: up to 32 for each peer, or address where no peer is known, for 2 s.
class waiting_packets {
public:
  static constexpr std::size_t most_packets = 32;
  static constexpr std::size_t most_queues = 256;
  static constexpr milliseconds longest_wait = 2'000;

  struct queue {
    std::optional<std::uint32_t> peer;
    /// Of the first packet.
    ip_address destination;
    milliseconds expires_at;
    std::deque<packet_buffer> packets;
  };

  enum class added { first, later, displaced, refused };

  /// Keeps a copy; `displaced` says that the oldest packet was given up for it, `refused` that nothing was kept.
  added add(std::optional<std::uint32_t> peer, const ip_address &destination, const_bytes packet, milliseconds now) {
    queue *found = nullptr;
    for (auto &each : queues_) {
      if (peer ? each.peer == peer : !each.peer && each.destination == destination) found = &each;
    }
    if (!found) {
      if (queues_.size() == most_queues) return added::refused;
      queues_.push_back({peer, destination, now + longest_wait, {}});
      queues_.back().packets.emplace_back(packet.begin(), packet.end());
      return added::first;
    }
    found->packets.emplace_back(packet.begin(), packet.end());
    if (found->packets.size() <= most_packets) return added::later;
    found->packets.pop_front();
    return added::displaced;
  }

  /// Takes out every queue that `wanted` names.
  template <typename Wanted> std::vector<queue> take(Wanted wanted) {
    std::vector<queue> taken;
    for (auto each = queues_.begin(); each != queues_.end();) {
      if (!wanted(*each)) {
        ++each;
        continue;
      }
      taken.push_back(std::move(*each));
      each = queues_.erase(each);
    }
    return taken;
  }

  const std::vector<queue> &queues() const { return queues_; }

private:
  std::vector<queue> queues_;
};

} // namespace ntm
