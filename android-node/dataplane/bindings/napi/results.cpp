#include "results.h"

#include "values.h"

namespace ntm::binding {
namespace {

constexpr const char *event_names[] = {"handshakeReceived", "sealedReceived",   "controlReceived", "dnsQueryReceived",
                                       "missed",            "sessionConfirmed", "sourceChanged",   "timerDue"};
constexpr const char *cause_names[] = {"sentAfterRekey", "receivedNearReject", "sentUnanswered", "receivedUnanswered",
                                       "expired"};
static_assert(std::size(event_names) == NTM_TIMER_DUE + 1);
static_assert(std::size(cause_names) == NTM_EXPIRED + 1);

/// Names and values of one event, in the order of events.ts.
class event_writer {
public:
  event_writer(napi_env env, const ntm_event &what) : env_(env), what_(what), object_(make_object(env)) {
    set(env_, object_, "kind", make_text(env_, event_names[what.kind]));
  }
  event_writer &number(const char *name, std::uint32_t value) {
    set(env_, object_, name, make_number(env_, value));
    return *this;
  }
  event_writer &address(const char *name) {
    set(env_, object_, name, make_text(env_, what_.address));
    return *this;
  }
  event_writer &counter() {
    napi_value value;
    if (napi_create_bigint_uint64(env_, what_.counter, &value) == napi_ok) set(env_, object_, "counter", value);
    return *this;
  }
  event_writer &payload(const char *name) {
    set(env_, object_, name, make_bytes(env_, {what_.payload, what_.size}));
    return *this;
  }
  event_writer &cause() {
    set(env_, object_, "cause", make_text(env_, cause_names[what_.cause]));
    return *this;
  }
  napi_value object() const { return object_; }

private:
  napi_env env_;
  const ntm_event &what_;
  napi_value object_;
};

napi_value make_event(napi_env env, const ntm_event &what) {
  event_writer writer(env, what);
  switch (what.kind) {
  case NTM_HANDSHAKE_RECEIVED:
    return writer.number("socket", what.socket).address("source").payload("message").object();
  case NTM_SEALED_RECEIVED:
    writer.number("socket", what.socket).address("source").number("localIndex", what.local_index);
    return writer.counter().payload("packet").object();
  case NTM_CONTROL_RECEIVED:
    writer.number("peer", what.peer).number("localIndex", what.local_index).address("source");
    return writer.counter().payload("payload").object();
  case NTM_DNS_QUERY_RECEIVED:
    return writer.number("id", what.id).payload("payload").object();
  case NTM_MISSED:
    return writer.address("destination").object();
  case NTM_SESSION_CONFIRMED:
  case NTM_SOURCE_CHANGED:
    writer.number("peer", what.peer).number("localIndex", what.local_index);
    return writer.number("socket", what.socket).address("source").object();
  case NTM_TIMER_DUE:
    return writer.number("peer", what.peer).number("localIndex", what.local_index).cause().object();
  }
  return writer.object();
}

struct drained {
  napi_env env;
  napi_value events;
  napi_value tun_packets;
  napi_value datagrams;
};

/// Each element in a handle scope of its own: thousands may come in one batch.
template <typename Make> void push_scoped(napi_env env, napi_value array, Make make) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  push(env, array, make());
  napi_close_handle_scope(env, scope);
}

struct counted {
  napi_env env;
  napi_value totals;
  napi_value peers;
};

napi_value make_traffic(napi_env env, const ntm_peer_traffic &traffic) {
  const napi_value object = make_object(env);
  const auto number = [&](const char *name, auto value) { set(env, object, name, make_number(env, static_cast<double>(value))); };
  number("peer", traffic.peer);
  number("sentBytes", traffic.sent_bytes);
  number("sentPackets", traffic.sent_packets);
  number("receivedBytes", traffic.received_bytes);
  number("receivedPackets", traffic.received_packets);
  if (traffic.last_received_at >= 0) number("lastReceivedAt", traffic.last_received_at);
  if (traffic.endpoint) set(env, object, "endpoint", make_text(env, traffic.endpoint));
  return object;
}

} // namespace

napi_value drain(napi_env env, ntm_plane *plane) {
  drained into{env, make_array(env), make_array(env), make_array(env)};
  const ntm_sink sink{
      &into,
      [](void *context, const ntm_event *what) {
        const auto &to = *static_cast<drained *>(context);
        push_scoped(to.env, to.events, [&] { return make_event(to.env, *what); });
      },
      [](void *context, const uint8_t *packet, size_t size) {
        const auto &to = *static_cast<drained *>(context);
        push_scoped(to.env, to.tun_packets, [&] { return make_bytes(to.env, {packet, size}); });
      },
      [](void *context, uint32_t socket, const char *destination, const uint8_t *datagram, size_t size) {
        const auto &to = *static_cast<drained *>(context);
        push_scoped(to.env, to.datagrams, [&] {
          const napi_value object = make_object(to.env);
          set(to.env, object, "socket", make_number(to.env, socket));
          set(to.env, object, "destination", make_text(to.env, destination));
          set(to.env, object, "datagram", make_bytes(to.env, {datagram, size}));
          return object;
        });
      },
  };
  ntm_drain(plane, &sink);
  const napi_value result = make_object(env);
  set(env, result, "events", into.events);
  set(env, result, "tunPackets", into.tun_packets);
  set(env, result, "datagrams", into.datagrams);
  return result;
}

napi_value count(napi_env env, ntm_plane *plane) {
  counted into{env, make_object(env), make_array(env)};
  const ntm_counter_sink sink{
      &into,
      [](void *context, const char *name, uint64_t value) {
        const auto &to = *static_cast<counted *>(context);
        set(to.env, to.totals, name, make_number(to.env, static_cast<double>(value)));
      },
      [](void *context, const ntm_peer_traffic *traffic) {
        const auto &to = *static_cast<counted *>(context);
        push_scoped(to.env, to.peers, [&] { return make_traffic(to.env, *traffic); });
      },
  };
  ntm_counters(plane, &sink);
  const napi_value result = make_object(env);
  set(env, result, "totals", into.totals);
  set(env, result, "peers", into.peers);
  return result;
}

} // namespace ntm::binding
