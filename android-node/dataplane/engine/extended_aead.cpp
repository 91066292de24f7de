#include "extended_aead.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace ntm {
namespace {

constexpr std::size_t key_size = 32;

bool choose(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher) {
  return context && EVP_EncryptInit_ex(context, cipher, nullptr, nullptr, nullptr) == 1;
}

} // namespace

void extended_aead::free_context::operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }

extended_aead::extended_aead() : stream_(EVP_CIPHER_CTX_new()), sealing_(EVP_CIPHER_CTX_new()) {
  if (!choose(stream_.get(), EVP_chacha20()) || !choose(sealing_.get(), EVP_chacha20_poly1305()))
    throw std::runtime_error("ChaCha20-Poly1305 is not available");
}

extended_aead::~extended_aead() = default;

/**
 * HChaCha20 (2.2) by the library's ChaCha20: a block of key stream is the permuted state plus the state before; what
 * goes in for the constants, counter and nonce is known, so it can be taken off again.
 */
bool extended_aead::derive_subkey(const_bytes key, const std::uint8_t *nonce, std::uint8_t *subkey) {
  constexpr std::uint32_t constants[] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  constexpr std::uint8_t zeros[64] = {};
  std::uint8_t block[64];
  int written = 0;
  if (EVP_EncryptInit_ex(stream_.get(), nullptr, nullptr, key.data(), nonce) != 1 ||
      EVP_EncryptUpdate(stream_.get(), block, &written, zeros, sizeof zeros) != 1)
    return false;
  for (std::size_t i = 0; i < 4; i++) {
    store_le32(subkey + 4 * i, load_le32(block + 4 * i) - constants[i]);
    store_le32(subkey + 16 + 4 * i, load_le32(block + 48 + 4 * i) - load_le32(nonce + 4 * i));
  }
  OPENSSL_cleanse(block, sizeof block);
  return true;
}

bool extended_aead::seal(const_bytes key, const std::uint8_t *nonce, const_bytes associated, const_bytes text,
                         std::uint8_t *out) {
  std::uint8_t subkey[key_size], rest[12] = {};
  if (!derive_subkey(key, nonce, subkey)) return false;
  std::memcpy(rest + 4, nonce + 16, 8);
  int written = 0;
  EVP_CIPHER_CTX *context = sealing_.get();
  const auto size = [](const_bytes of) { return static_cast<int>(of.size()); };
  const bool sealed =
      EVP_EncryptInit_ex(context, nullptr, nullptr, subkey, rest) == 1 &&
      EVP_EncryptUpdate(context, nullptr, &written, associated.data(), size(associated)) == 1 &&
      EVP_EncryptUpdate(context, out, &written, text.data(), size(text)) == 1 &&
      EVP_EncryptFinal_ex(context, out + text.size(), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, out + text.size()) == 1;
  OPENSSL_cleanse(subkey, sizeof subkey);
  return sealed;
}

} // namespace ntm
