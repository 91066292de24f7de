#pragma once
#include "bytes.h"

typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;

namespace ntm {

/// ChaCha20-Poly1305 under one key and direction, with WireGuard's nonce: four zero bytes and the counter, little
/// endian. The key is set once; each packet sets the nonce only.
class aead {
public:
  static constexpr std::size_t tag_size = 16;
  enum class direction { seal, open };

  aead(const_bytes key, direction way);
  ~aead();
  aead(const aead &) = delete;
  aead &operator=(const aead &) = delete;

  /// Seals `plaintext` followed by `padding` zero bytes (fewer than 16) into `out`, the tag after them.
  bool seal(std::uint64_t counter, const_bytes plaintext, std::size_t padding, std::uint8_t *out);

  /// Opens in place; false leaves the bytes undefined.
  bool open(std::uint64_t counter, bytes sealed);

private:
  EVP_CIPHER_CTX *context_;
};

} // namespace ntm
