#pragma once
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "awaited_answers.h"
#include "cookies.h"
#include "counters.h"
#include "engine_output.h"
#include "forwarding_table.h"
#include "handshake_admission.h"
#include "ip_packet.h"
#include "local_answer.h"
#include "message_mac.h"
#include "peer.h"
#include "resolver.h"
#include "session.h"
#include "waiting_packets.h"

namespace ntm {

struct peer_settings {
  std::uint32_t peer;
  std::vector<ip_prefix> prefixes;
  bool stock;
  std::size_t path_mtu;
  milliseconds persistent_keepalive;
};

/**
 * The data plane without sockets, files, threads or clock: packets, commands and the time come in, packets and
 * events go out through `engine_output`. Every call that takes `now` gets one that never goes back.
 *
 * A packet of the TUN: parse, resolver or peer by longest prefix, path MTU, seal, send; without a session it waits
 * and is reported once. A datagram: kind by type and length, session by index, open, replay, source, deliver.
 */
class engine {
public:
  engine(const_bytes public_key, engine_output &output);
  ~engine();

  // Packets.
  void datagram_received(std::uint32_t socket, const endpoint &source, bytes datagram, milliseconds now);
  /// What the host sends past the engine: of answers to handshakes only those to its messages 1 are handed up.
  void host_sends(const_bytes datagram, milliseconds now);
  void tun_packet_received(bytes data, milliseconds now);

  // Time.
  void time_reached(milliseconds now);
  /// When `time_reached` is due; it may find nothing to do, but is never late.
  std::optional<milliseconds> next_deadline() const { return next_deadline_; }

  // Commands.
  void set_resolver(std::vector<ip_address> addresses) { resolver_.set_addresses(std::move(addresses)); }
  void set_virtual_addresses(std::vector<ip_address> addresses, std::vector<ip_prefix> realm_prefixes);
  void set_peer(peer_settings settings);
  void remove_peer(std::uint32_t id);
  /// False: there is no such peer.
  bool install_session(std::uint32_t peer_id, const session_parameters &parameters, milliseconds now);
  void remove_session(std::uint32_t local_index);
  void set_endpoint(std::uint32_t peer_id, std::uint32_t socket, const endpoint &destination);
  void set_path_mtu(std::uint32_t peer_id, std::size_t mtu);
  void seal_control(std::uint32_t local_index, const_bytes payload, milliseconds now);
  void own_index(std::uint32_t local_index) { own_indices_.insert(local_index); }
  void release_index(std::uint32_t local_index) { own_indices_.erase(local_index); }
  void refuse(const ip_address &destination, unreachable_reason reason, milliseconds until, milliseconds now);
  void answer_dns(std::uint32_t id, const_bytes payload, milliseconds now);

  // Figures.
  counters &totals() { return totals_; }
  template <typename Visit> void for_each_peer(Visit visit) const {
    for (const auto &[id, each] : peers_) visit(*each);
  }

private:
  struct refusal {
    unreachable_reason reason;
    milliseconds until;
  };

  // Datagrams (engine_inbound.cpp).
  void handshake_received(std::uint32_t socket, const endpoint &source, const_bytes message, milliseconds now);
  /// Whether a message 2 or 3 answers a message 1 of this node.
  bool is_awaited(const_bytes answer, milliseconds now);
  /// Whether a message 1 whose mac1 is right may be handed up; under load it may be answered by a cookie instead.
  bool admits(std::uint32_t socket, const endpoint &source, const_bytes initiation, milliseconds now);
  void sealed_received(std::uint32_t socket, const endpoint &source, bytes packet, milliseconds now);
  void session_proved(session &with, const opened_packet &opened, std::uint32_t socket, const endpoint &source,
                      milliseconds now);
  void opened_received(session &with, const opened_packet &opened, const endpoint &source, milliseconds now);
  void inner_packet_received(session &with, bytes payload);

  // Packets of the TUN (engine_outbound.cpp).
  void resolver_packet_received(const_bytes data, const ip_packet &packet, milliseconds now);
  void send_to_peer(peer &to, bytes data, const ip_packet &packet, milliseconds now);
  bool fit_path(peer &to, bytes data, const ip_packet &packet, milliseconds now);
  void keep_waiting(peer *to, const_bytes data, const ip_packet &packet, milliseconds now);
  void send_waiting(peer &to, milliseconds now);
  /// Seals in the session; empty payload: keep-alive.
  bool seal_and_send(session &with, const_bytes payload, milliseconds now);
  bool is_refused(const_bytes data, const ip_packet &packet, milliseconds now);
  void answer_unreachable(const_bytes data, unreachable_reason reason, count why);
  bool is_own(const ip_address &address) const;
  bool in_realm(const ip_address &address) const;

  // Timers (engine_timers.cpp).
  void wake_by(milliseconds at);
  void expire_sessions(milliseconds now);
  void expire_waiting(milliseconds now);
  void run_peer_timers(peer &of, milliseconds now);
  void raise_timer(const session &of, timer_cause cause);
  void find_next_deadline(milliseconds now);

  // Sessions (engine_commands.cpp).
  session *find_session(std::uint32_t local_index);
  peer *find_peer(std::uint32_t id);
  void drop_session(session &which);
  void make_current(session &which);

  engine_output &output_;
  message_mac mac_;
  cookies cookies_;
  awaited_answers awaited_;
  handshake_load load_;
  source_buckets unproven_{unproven_rate};
  source_buckets proven_{proven_rate};
  counters totals_;
  resolver resolver_;
  waiting_packets waiting_;
  forwarding_table<peer *> routes_;
  std::vector<ip_address> virtual_addresses_;
  std::vector<ip_prefix> realm_prefixes_;
  std::unordered_map<std::uint32_t, std::unique_ptr<peer>> peers_;
  std::unordered_map<std::uint32_t, std::unique_ptr<session>> sessions_;
  std::unordered_set<std::uint32_t> own_indices_;
  std::unordered_map<ip_address, refusal, address_hash> refusals_;
  std::optional<milliseconds> next_deadline_;
};

} // namespace ntm
