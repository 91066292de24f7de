#pragma once
#include <optional>
#include <vector>

#include "address.h"
#include "aead.h"
#include "replay_window.h"

namespace ntm {

struct peer;

enum class session_role { initiator, responder };

struct session_parameters {
  std::uint32_t local_index;
  std::uint32_t remote_index;
  const_bytes send_key;
  const_bytes receive_key;
  session_role role;
  std::uint32_t socket;
  std::optional<endpoint> destination;
  milliseconds established_at;
};

/// A packet that was opened: its payload lies in the bytes that came.
struct opened_packet {
  bytes payload;
  std::uint64_t counter;
  /// Above every counter before it.
  bool highest;
};

enum class open_failure { forged, replayed };

/**
 * One WireGuard transport session: type 4 packets under two keys.
 *
 *   0  type, 4, little endian       4 bytes
 *   4  receiver index, little endian 4
 *   8  counter, little endian        8
 *  16  payload, zero padding, tag   16 and more
 */
class session {
public:
  static constexpr std::size_t header_size = 16;
  static constexpr std::size_t overhead = header_size + aead::tag_size;
  /// Reject-After-Messages and the times of the WireGuard paper, 6.1.
  static constexpr std::uint64_t reject_after_messages = ~std::uint64_t{0} - (1u << 13);
  static constexpr milliseconds reject_after = 180'000;
  static constexpr milliseconds rekey_after = 120'000;
  static constexpr milliseconds rekey_after_receiving = 165'000;

  session(peer &owner, const session_parameters &parameters);

  peer &owner() const { return *owner_; }
  std::uint32_t local_index() const { return local_index_; }
  bool initiator() const { return role_ == session_role::initiator; }
  milliseconds established_at() const { return established_at_; }
  milliseconds expires_at() const { return established_at_ + reject_after; }
  bool counter_left() const { return next_counter_ < reject_after_messages; }

  /// Seals into `packet`, which holds `overhead`, payload and padding; takes the next counter. False: none left.
  bool seal(const_bytes payload, std::size_t padding, std::uint8_t *packet);

  /// Opens a packet of at least `overhead` bytes in place and records its counter.
  std::optional<opened_packet> open(bytes packet, open_failure &failure);

  /// Whether packets may be sent: an initiator at once, a responder once a valid packet came.
  bool confirmed;
  std::uint32_t socket;
  std::optional<endpoint> destination;
  bool raised_sent_after_rekey = false;
  bool raised_received_near_reject = false;

  /// Says once for each new source that it is new; remembers the last few.
  bool is_new_source(std::uint32_t on_socket, const endpoint &source);

private:
  struct seen_source {
    std::uint32_t socket;
    endpoint source;
    bool operator==(const seen_source &) const = default;
  };
  peer *owner_;
  std::uint32_t local_index_;
  std::uint32_t remote_index_;
  session_role role_;
  milliseconds established_at_;
  aead sealing_;
  aead opening_;
  std::uint64_t next_counter_ = 0;
  replay_window window_;
  std::vector<seen_source> seen_sources_;
};

} // namespace ntm
