/*
 * The data plane of NTMobile behind one C interface: forwarding table, sessions, counters, sockets and TUN.
 *
 * Text forms: address `192.0.2.1`, prefix `198.18.0.0/15`, endpoint `192.0.2.1:5` or `[2001:db8::1]:5`.
 * Times are monotonic milliseconds that count suspend (CLOCK_BOOTTIME).
 *
 * A plane whose TUN and UDP are both in memory is synchronous: it does everything within the calls, and its time is
 * what `ntm_time_reached` was last given. Any other plane is served by one thread shared by the whole process and
 * reads the boot clock; it calls `wake` from that thread when `ntm_drain` has something to fetch. Calls may come
 * from any thread, but not from within `ntm_drain`.
 */
#ifndef NTM_DATAPLANE_H
#define NTM_DATAPLANE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ntm_plane ntm_plane;

/* Results: 0, a positive errno of the system, or one of these. */
#define NTM_OK 0
#define NTM_INVALID_TEXT (-1)
#define NTM_UNKNOWN_PEER (-2)
#define NTM_UNKNOWN_SOCKET (-3)
#define NTM_UNAVAILABLE (-4)

typedef struct ntm_options {
  const uint8_t *public_key; /* 32 bytes */
  const char *tun_name;      /* empty: in memory */
  int system_udp; /* 0: in memory */
  void (*wake)(void *context);
  void *context;
} ntm_options;

/* On failure `*plane` is NULL. */
int ntm_create(const ntm_options *options, ntm_plane **plane);
/* Closes sockets and TUN, wipes keys, frees. `wake` is not called any more once it returns. */
void ntm_close(ntm_plane *plane);

int64_t ntm_boot_time(void);
void ntm_time_reached(ntm_plane *plane, int64_t now);
/* 1 and the time of the next deadline, or 0. */
int ntm_next_deadline(ntm_plane *plane, int64_t *at);

/* Opens a socket; `*port` is the one wanted (0: any) and becomes the one bound. An empty address is unspecified. */
int ntm_open_socket(ntm_plane *plane, uint32_t socket, int family, const char *address, uint16_t *port);
void ntm_close_socket(ntm_plane *plane, uint32_t socket);

int ntm_set_resolver(ntm_plane *plane, const char *const *addresses, size_t count);
int ntm_set_virtual_addresses(ntm_plane *plane, const char *const *addresses, size_t address_count,
                              const char *const *realm_prefixes, size_t prefix_count);

typedef struct ntm_peer_settings {
  uint32_t peer;
  const char *const *prefixes;
  size_t prefix_count;
  int stock;
  size_t path_mtu;
  int64_t persistent_keepalive; /* 0: none */
} ntm_peer_settings;

int ntm_set_peer(ntm_plane *plane, const ntm_peer_settings *settings);
void ntm_remove_peer(ntm_plane *plane, uint32_t peer);

typedef struct ntm_session_settings {
  uint32_t peer;
  uint32_t local_index;
  uint32_t remote_index;
  const uint8_t *send_key;    /* 32 bytes */
  const uint8_t *receive_key; /* 32 bytes */
  int initiator;
  uint32_t socket;
  const char *endpoint; /* empty: not known yet */
  int64_t established_at;
} ntm_session_settings;

int ntm_install_session(ntm_plane *plane, const ntm_session_settings *settings);
void ntm_remove_session(ntm_plane *plane, uint32_t local_index);
int ntm_set_endpoint(ntm_plane *plane, uint32_t peer, uint32_t socket, const char *endpoint);
void ntm_set_path_mtu(ntm_plane *plane, uint32_t peer, size_t mtu);
void ntm_seal_control(ntm_plane *plane, uint32_t local_index, const uint8_t *payload, size_t size);
/* Answers to handshakes are handed up only where the message 1 that they answer went this way in the last 15 to 30 s. */
int ntm_send_datagram(ntm_plane *plane, uint32_t socket, const char *destination, const uint8_t *datagram, size_t size);
void ntm_own_index(ntm_plane *plane, uint32_t local_index);
void ntm_release_index(ntm_plane *plane, uint32_t local_index);
int ntm_refuse(ntm_plane *plane, const char *destination, int prohibited, int64_t for_ms);
void ntm_answer_dns(ntm_plane *plane, uint32_t id, const uint8_t *payload, size_t size);

/* Inputs of what is in memory. */
int ntm_datagram_received(ntm_plane *plane, uint32_t socket, const char *source, const uint8_t *datagram, size_t size);
void ntm_tun_packet_received(ntm_plane *plane, const uint8_t *packet, size_t size);

typedef enum ntm_event_kind {
  NTM_HANDSHAKE_RECEIVED,
  NTM_SEALED_RECEIVED,
  NTM_CONTROL_RECEIVED,
  NTM_DNS_QUERY_RECEIVED,
  NTM_MISSED,
  NTM_SESSION_CONFIRMED,
  NTM_SOURCE_CHANGED,
  NTM_TIMER_DUE
} ntm_event_kind;

typedef enum ntm_timer_cause {
  NTM_SENT_AFTER_REKEY,
  NTM_RECEIVED_NEAR_REJECT,
  NTM_SENT_UNANSWERED,
  NTM_RECEIVED_UNANSWERED,
  NTM_EXPIRED
} ntm_timer_cause;

typedef struct ntm_event {
  ntm_event_kind kind;
  uint32_t peer;
  uint32_t local_index;
  uint32_t socket;
  uint32_t id;
  uint64_t counter;
  ntm_timer_cause cause;
  const char *address; /* source endpoint, or the destination of NTM_MISSED */
  const uint8_t *payload;
  size_t size;
} ntm_event;

/* Receives what waits, in order within each kind; pointers are valid during the call only. */
typedef struct ntm_sink {
  void *context;
  void (*event)(void *context, const ntm_event *what);
  void (*tun_packet)(void *context, const uint8_t *packet, size_t size);
  void (*datagram)(void *context, uint32_t socket, const char *destination, const uint8_t *datagram, size_t size);
} ntm_sink;

void ntm_drain(ntm_plane *plane, const ntm_sink *sink);

typedef struct ntm_peer_traffic {
  uint32_t peer;
  uint64_t sent_bytes;
  uint64_t sent_packets;
  uint64_t received_bytes;
  uint64_t received_packets;
  int64_t last_received_at; /* -1: never */
  const char *endpoint;     /* NULL: none */
} ntm_peer_traffic;

typedef struct ntm_counter_sink {
  void *context;
  void (*total)(void *context, const char *name, uint64_t value);
  void (*peer)(void *context, const ntm_peer_traffic *traffic);
} ntm_counter_sink;

void ntm_counters(ntm_plane *plane, const ntm_counter_sink *sink);

#ifdef __cplusplus
}
#endif
#endif
