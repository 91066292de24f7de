#pragma once
#include <array>
#include <initializer_list>

#include "bytes.h"

typedef struct evp_mac_ctx_st EVP_MAC_CTX;

namespace ntm {

/// MAC of the WireGuard paper, 5.4: keyed BLAKE2s with 16 bytes of output.
class keyed_hash {
public:
  static constexpr std::size_t size = 16;
  using value = std::array<std::uint8_t, size>;

  keyed_hash();
  ~keyed_hash();
  keyed_hash(const keyed_hash &) = delete;
  keyed_hash &operator=(const keyed_hash &) = delete;

  /// Of the parts one after another, under a key of 1 to 32 bytes; false where the library fails.
  bool of(const_bytes key, std::initializer_list<const_bytes> parts, value &out) const;

  /// Whether both are equal; takes as long where they are not.
  static bool same(const_bytes one, const_bytes other);

private:
  EVP_MAC_CTX *context_;
};

/// BLAKE2s of an eight-byte label and a public key: the key of everything addressed to the holder of that key.
std::array<std::uint8_t, 32> labelled_key(const char (&label)[9], const_bytes public_key);

} // namespace ntm
