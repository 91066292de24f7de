#pragma once
#include "address.h"

namespace ntm {

enum class event_kind {
  handshake_received,
  sealed_received,
  control_received,
  dns_query_received,
  missed,
  session_confirmed,
  source_changed,
  timer_due
};

enum class timer_cause { sent_after_rekey, received_near_reject, sent_unanswered, received_unanswered, expired };

/// Something to hand up; which fields mean anything follows from `kind`.
struct event {
  event_kind kind;
  std::uint32_t peer = 0;
  std::uint32_t local_index = 0;
  std::uint32_t socket = 0;
  /// Number of a DNS query.
  std::uint32_t id = 0;
  std::uint64_t counter = 0;
  timer_cause cause{};
  endpoint source{};
  ip_address destination{};
  /// Message, packet or payload; valid during the call only.
  const_bytes payload{};
};

/// What the engine does to the world; a driver implements it. All calls come from within calls of the engine.
class engine_output {
public:
  virtual ~engine_output() = default;

  /// Memory for one datagram; at most one is under way.
  virtual std::uint8_t *datagram_room(std::size_t size) = 0;
  /// Sends what was written into the room.
  virtual void send_datagram(std::uint32_t socket, const endpoint &destination, std::size_t size) = 0;
  /// A packet for the TUN that lies in the datagram just handed in: valid until the driver's batch ends.
  virtual void deliver(bytes packet) = 0;
  /// A packet for the TUN made by the engine: valid during the call only.
  virtual void answer(const_bytes packet) = 0;
  virtual void raise(const event &what) = 0;
};

} // namespace ntm
