#include "ntm_dataplane.h"

#include "boot_clock.h"
#include "plane.h"

/// The C interface: texts and pointers become the engine's types, nothing else happens here.
struct ntm_plane {
  std::shared_ptr<ntm::plane> inside;
};

namespace {

using ntm::const_bytes;

static_assert(static_cast<int>(ntm::event_kind::timer_due) == NTM_TIMER_DUE);
static_assert(static_cast<int>(ntm::timer_cause::expired) == NTM_EXPIRED);

template <typename Value, typename Parse>
bool parse_all(const char *const *texts, size_t count, Parse parse, std::vector<Value> &into) {
  for (size_t i = 0; i < count; i++) {
    const auto value = parse(texts[i]);
    if (!value) return false;
    into.push_back(*value);
  }
  return true;
}

std::string address_of(const ntm::event &what) {
  switch (what.kind) {
  case ntm::event_kind::missed:
    return ntm::format_address(what.destination);
  case ntm::event_kind::dns_query_received:
  case ntm::event_kind::timer_due:
    return {};
  default:
    return ntm::format_endpoint(what.source);
  }
}

} // namespace

extern "C" {

int ntm_create(const ntm_options *options, ntm_plane **plane) {
  *plane = nullptr;
  try {
    auto inside = std::make_shared<ntm::plane>(ntm::plane_settings{
        {options->public_key, 32},
        options->tun_name,
        options->system_udp != 0,
        [wake = options->wake, context = options->context] { wake(context); },
    });
    if (const int error = inside->start()) return error;
    *plane = new ntm_plane{std::move(inside)};
    return NTM_OK;
  } catch (const std::exception &) {
    return NTM_UNAVAILABLE;
  }
}

void ntm_close(ntm_plane *plane) {
  plane->inside->close();
  delete plane;
}

int64_t ntm_boot_time(void) { return ntm::boot_time(); }

void ntm_time_reached(ntm_plane *plane, int64_t now) { plane->inside->set_time(now); }

int ntm_next_deadline(ntm_plane *plane, int64_t *at) {
  const auto deadline = plane->inside->next_deadline();
  if (deadline) *at = *deadline;
  return deadline ? 1 : 0;
}

int ntm_open_socket(ntm_plane *plane, uint32_t socket, int family, const char *address, uint16_t *port) {
  const std::string text = *address ? address : family == 4 ? "0.0.0.0" : "::";
  const auto local = ntm::parse_address(text);
  if (!local || local->family != family) return NTM_INVALID_TEXT;
  return plane->inside->open_socket(socket, {*local, *port}, *port);
}

void ntm_close_socket(ntm_plane *plane, uint32_t socket) { plane->inside->close_socket(socket); }

int ntm_set_resolver(ntm_plane *plane, const char *const *addresses, size_t count) {
  std::vector<ntm::ip_address> parsed;
  if (!parse_all(addresses, count, ntm::parse_address, parsed)) return NTM_INVALID_TEXT;
  plane->inside->run([&](ntm::engine &engine, auto) { engine.set_resolver(std::move(parsed)); });
  return NTM_OK;
}

int ntm_set_virtual_addresses(ntm_plane *plane, const char *const *addresses, size_t address_count,
                              const char *const *realm_prefixes, size_t prefix_count) {
  std::vector<ntm::ip_address> own;
  std::vector<ntm::ip_prefix> realm;
  if (!parse_all(addresses, address_count, ntm::parse_address, own)) return NTM_INVALID_TEXT;
  if (!parse_all(realm_prefixes, prefix_count, ntm::parse_prefix, realm)) return NTM_INVALID_TEXT;
  plane->inside->run(
      [&](ntm::engine &engine, auto) { engine.set_virtual_addresses(std::move(own), std::move(realm)); });
  return NTM_OK;
}

int ntm_set_peer(ntm_plane *plane, const ntm_peer_settings *settings) {
  std::vector<ntm::ip_prefix> prefixes;
  if (!parse_all(settings->prefixes, settings->prefix_count, ntm::parse_prefix, prefixes)) return NTM_INVALID_TEXT;
  plane->inside->run([&](ntm::engine &engine, auto) {
    engine.set_peer({settings->peer, std::move(prefixes), settings->stock != 0, settings->path_mtu,
                     settings->persistent_keepalive});
  });
  return NTM_OK;
}

void ntm_remove_peer(ntm_plane *plane, uint32_t peer) {
  plane->inside->run([&](ntm::engine &engine, auto) { engine.remove_peer(peer); });
}

int ntm_install_session(ntm_plane *plane, const ntm_session_settings *settings) {
  std::optional<ntm::endpoint> destination;
  if (*settings->endpoint) {
    destination = ntm::parse_endpoint(settings->endpoint);
    if (!destination) return NTM_INVALID_TEXT;
  }
  return plane->inside->run([&](ntm::engine &engine, auto now) {
    const ntm::session_parameters parameters{
        settings->local_index,
        settings->remote_index,
        {settings->send_key, 32},
        {settings->receive_key, 32},
        settings->initiator ? ntm::session_role::initiator : ntm::session_role::responder,
        settings->socket,
        destination,
        // A clock a little ahead of ours must not make the session live longer.
        std::min<ntm::milliseconds>(settings->established_at, now),
    };
    return engine.install_session(settings->peer, parameters, now) ? NTM_OK : NTM_UNKNOWN_PEER;
  });
}

void ntm_remove_session(ntm_plane *plane, uint32_t local_index) {
  plane->inside->run([&](ntm::engine &engine, auto) { engine.remove_session(local_index); });
}

int ntm_set_endpoint(ntm_plane *plane, uint32_t peer, uint32_t socket, const char *text) {
  const auto destination = ntm::parse_endpoint(text);
  if (!destination) return NTM_INVALID_TEXT;
  plane->inside->run([&](ntm::engine &engine, auto) { engine.set_endpoint(peer, socket, *destination); });
  return NTM_OK;
}

void ntm_set_path_mtu(ntm_plane *plane, uint32_t peer, size_t mtu) {
  plane->inside->run([&](ntm::engine &engine, auto) { engine.set_path_mtu(peer, mtu); });
}

void ntm_seal_control(ntm_plane *plane, uint32_t local_index, const uint8_t *payload, size_t size) {
  plane->inside->run(
      [&](ntm::engine &engine, auto now) { engine.seal_control(local_index, const_bytes(payload, size), now); });
}

int ntm_send_datagram(ntm_plane *plane, uint32_t socket, const char *text, const uint8_t *datagram, size_t size) {
  const auto destination = ntm::parse_endpoint(text);
  if (!destination) return NTM_INVALID_TEXT;
  return plane->inside->send_raw(socket, *destination, {datagram, size}) ? NTM_OK : NTM_UNKNOWN_SOCKET;
}

void ntm_own_index(ntm_plane *plane, uint32_t local_index) {
  plane->inside->run([&](ntm::engine &engine, auto) { engine.own_index(local_index); });
}

void ntm_release_index(ntm_plane *plane, uint32_t local_index) {
  plane->inside->run([&](ntm::engine &engine, auto) { engine.release_index(local_index); });
}

int ntm_refuse(ntm_plane *plane, const char *text, int prohibited, int64_t for_ms) {
  const auto destination = ntm::parse_address(text);
  if (!destination) return NTM_INVALID_TEXT;
  const auto reason = prohibited ? ntm::unreachable_reason::prohibited : ntm::unreachable_reason::host;
  plane->inside->run(
      [&](ntm::engine &engine, auto now) { engine.refuse(*destination, reason, now + for_ms, now); });
  return NTM_OK;
}

void ntm_answer_dns(ntm_plane *plane, uint32_t id, const uint8_t *payload, size_t size) {
  plane->inside->run([&](ntm::engine &engine, auto now) { engine.answer_dns(id, const_bytes(payload, size), now); });
}

int ntm_datagram_received(ntm_plane *plane, uint32_t socket, const char *text, const uint8_t *datagram, size_t size) {
  const auto source = ntm::parse_endpoint(text);
  if (!source) return NTM_INVALID_TEXT;
  return plane->inside->datagram_received(socket, *source, {datagram, size}) ? NTM_OK : NTM_UNKNOWN_SOCKET;
}

void ntm_tun_packet_received(ntm_plane *plane, const uint8_t *packet, size_t size) {
  plane->inside->tun_packet_received({packet, size});
}

void ntm_drain(ntm_plane *plane, const ntm_sink *sink) {
  const auto contents = plane->inside->drain();
  for (const auto &[what, payload] : contents.events) {
    const std::string address = address_of(what);
    const ntm_event given{static_cast<ntm_event_kind>(what.kind),
                          what.peer,
                          what.local_index,
                          what.socket,
                          what.id,
                          what.counter,
                          static_cast<ntm_timer_cause>(what.cause),
                          address.c_str(),
                          payload.data(),
                          payload.size()};
    sink->event(sink->context, &given);
  }
  for (const auto &packet : contents.tun_packets) sink->tun_packet(sink->context, packet.data(), packet.size());
  for (const auto &each : contents.datagrams) {
    const std::string destination = ntm::format_endpoint(each.destination);
    sink->datagram(sink->context, each.socket, destination.c_str(), each.data.data(), each.data.size());
  }
}

void ntm_counters(ntm_plane *plane, const ntm_counter_sink *sink) {
  struct counted_peer {
    ntm_peer_traffic traffic;
    std::string endpoint;
  };
  ntm::counters totals;
  std::vector<counted_peer> peers;
  plane->inside->count_unread();
  plane->inside->run([&](ntm::engine &engine, auto) {
    totals = engine.totals();
    engine.for_each_peer([&](const ntm::peer &each) {
      const bool known = each.current && each.current->destination;
      peers.push_back({{each.id, each.sent_bytes, each.sent_packets, each.received_bytes, each.received_packets,
                        each.last_received_at.value_or(-1), nullptr},
                       known ? ntm::format_endpoint(*each.current->destination) : ""});
    });
  });
  for (size_t i = 0; i < ntm::counter_names.size(); i++) {
    sink->total(sink->context, ntm::counter_names[i], totals.value(i));
  }
  for (auto &each : peers) {
    if (!each.endpoint.empty()) each.traffic.endpoint = each.endpoint.c_str();
    sink->peer(sink->context, &each.traffic);
  }
}

} // extern "C"
