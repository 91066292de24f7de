#pragma once
#include <memory>

#include "bytes.h"

typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;

namespace ntm {

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a key and a nonce of 24 bytes for each message. What the library
/// has to look up it looks up once.
class extended_aead {
public:
  static constexpr std::size_t nonce_size = 24, tag_size = 16;

  extended_aead();
  ~extended_aead();

  /// Seals the text into `out`, the tag after it; false where the library fails.
  bool seal(const_bytes key, const std::uint8_t *nonce, const_bytes associated, const_bytes text, std::uint8_t *out);

private:
  struct free_context {
    void operator()(EVP_CIPHER_CTX *context) const;
  };
  using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, free_context>;

  bool derive_subkey(const_bytes key, const std::uint8_t *nonce, std::uint8_t *subkey);

  cipher_context stream_;
  cipher_context sealing_;
};

} // namespace ntm
