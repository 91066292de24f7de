#pragma once
#include <optional>
#include <vector>

#include "control_allowance.h"
#include "session.h"

namespace ntm {

/// A correspondent: what is routed to it and the sessions that lead there.
struct peer {
  std::uint32_t id = 0;
  bool stock = false;
  std::size_t path_mtu = 1280;
  milliseconds persistent_keepalive = 0;
  std::vector<ip_prefix> prefixes;

  /// The session confirmed last; packets are sent in it.
  session *current = nullptr;
  /// In the order in which they were confirmed or, before that, installed.
  std::vector<session *> sessions;

  std::uint64_t sent_bytes = 0;
  std::uint64_t sent_packets = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t received_packets = 0;
  std::optional<milliseconds> last_received_at;
  milliseconds last_sent_at = 0;

  /// WireGuard's timers; unset: not running.
  std::optional<milliseconds> sent_unanswered_at;
  std::optional<milliseconds> received_unanswered_at;
  /// When packets that waited for the present session go out at the latest.
  std::optional<milliseconds> release_at;
  control_allowance handed_up;
};

} // namespace ntm
