#pragma once
#include <array>

#include "bytes.h"

typedef struct evp_mac_ctx_st EVP_MAC_CTX;

namespace ntm {

/// mac1 of WireGuard's messages 1 and 2 towards this node: BLAKE2s of the message before it, 16 bytes, keyed with
/// BLAKE2s("mac1----" || public key of the receiver).
class message_mac {
public:
  static constexpr std::size_t mac_size = 16;

  explicit message_mac(const_bytes public_key);
  ~message_mac();
  message_mac(const message_mac &) = delete;
  message_mac &operator=(const message_mac &) = delete;

  /// Whether the message, whose last 32 bytes are mac1 and mac2, was made for this node's key.
  bool verifies(const_bytes message) const;

private:
  std::array<std::uint8_t, 32> key_{};
  EVP_MAC_CTX *context_;
};

} // namespace ntm
