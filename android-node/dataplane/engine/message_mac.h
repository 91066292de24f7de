#pragma once
#include "keyed_hash.h"

namespace ntm {

/// mac1 of WireGuard's messages 1 and 2 towards this node: BLAKE2s of the message before it, 16 bytes, keyed with
/// BLAKE2s("mac1----" || public key of the receiver).
class message_mac {
public:
  static constexpr std::size_t mac_size = keyed_hash::size;

  explicit message_mac(const_bytes public_key) : key_(labelled_key("mac1----", public_key)) {}

  /// Whether the message, whose last 32 bytes are mac1 and mac2, was made for this node's key.
  bool verifies(const_bytes message) const {
    if (message.size() < 2 * mac_size) return false;
    const const_bytes covered = message.first(message.size() - 2 * mac_size);
    keyed_hash::value mac;
    return hash_.of(key_, {covered}, mac) && keyed_hash::same(mac, message.subspan(covered.size(), mac_size));
  }

private:
  std::array<std::uint8_t, 32> key_;
  keyed_hash hash_;
};

} // namespace ntm
