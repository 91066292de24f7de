#include "cookies.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace ntm {
namespace {

struct free_context {
  void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, free_context>;

constexpr std::size_t nonce_size = 24, key_size = 32, tag_size = 16;

/**
 * HChaCha20 (draft-irtf-cfrg-xchacha, 2.2) by the library's ChaCha20: a block of key stream is the permuted state plus
 * the state before; what goes in for the constants, counter and nonce is known, so it can be taken off again.
 */
bool derive_subkey(const_bytes key, const std::uint8_t *nonce, std::uint8_t *subkey) {
  constexpr std::uint32_t constants[] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  constexpr std::uint8_t zeros[64] = {};
  std::uint8_t block[64];
  int written = 0;
  const cipher_context context(EVP_CIPHER_CTX_new());
  if (!context || EVP_EncryptInit_ex(context.get(), EVP_chacha20(), nullptr, key.data(), nonce) != 1 ||
      EVP_EncryptUpdate(context.get(), block, &written, zeros, sizeof zeros) != 1)
    return false;
  for (std::size_t i = 0; i < 4; i++) {
    store_le32(subkey + 4 * i, load_le32(block + 4 * i) - constants[i]);
    store_le32(subkey + 16 + 4 * i, load_le32(block + 48 + 4 * i) - load_le32(nonce + 4 * i));
  }
  OPENSSL_cleanse(block, sizeof block);
  return true;
}

/// XChaCha20-Poly1305 with a random nonce of 24 bytes.
bool seal_extended(const_bytes key, const std::uint8_t *nonce, const_bytes associated, const_bytes text,
                   std::uint8_t *out) {
  std::uint8_t subkey[key_size], rest[12] = {};
  if (!derive_subkey(key, nonce, subkey)) return false;
  std::memcpy(rest + 4, nonce + 16, 8);
  int written = 0;
  const cipher_context context(EVP_CIPHER_CTX_new());
  const bool sealed =
      context && EVP_EncryptInit_ex(context.get(), EVP_chacha20_poly1305(), nullptr, subkey, rest) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &written, associated.data(), static_cast<int>(associated.size())) ==
          1 &&
      EVP_EncryptUpdate(context.get(), out, &written, text.data(), static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out + text.size(), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, out + text.size()) == 1;
  OPENSSL_cleanse(subkey, sizeof subkey);
  return sealed;
}

} // namespace

cookies::~cookies() { OPENSSL_cleanse(secret_.data(), secret_.size()); }

bool cookies::cookie_of(const endpoint &source, milliseconds now, keyed_hash::value &cookie) {
  if (!has_secret_ || now >= secret_until_) {
    if (RAND_bytes(secret_.data(), static_cast<int>(secret_.size())) != 1) return false;
    has_secret_ = true;
    secret_until_ = now + lifetime;
  }
  std::uint8_t port[2];
  store_be16(port, source.port);
  return hash_.of(secret_, {const_bytes(source.address.octets).first(source.address.size()), port}, cookie);
}

bool cookies::proves(const_bytes message, const endpoint &source, milliseconds now) {
  keyed_hash::value cookie, mac2;
  if (!cookie_of(source, now, cookie)) return false;
  const const_bytes covered = message.first(message.size() - keyed_hash::size);
  return hash_.of(cookie, {covered}, mac2) && keyed_hash::same(mac2, message.subspan(covered.size()));
}

bool cookies::reply(const_bytes message, const endpoint &source, milliseconds now, std::uint8_t *out) {
  keyed_hash::value cookie;
  if (!cookie_of(source, now, cookie)) return false;
  store_le32(out, 3);
  std::memcpy(out + 4, &message[4], 4);
  if (RAND_bytes(out + 8, nonce_size) != 1) return false;
  const const_bytes mac1 = message.subspan(message.size() - 2 * keyed_hash::size, keyed_hash::size);
  return seal_extended(key_, out + 8, mac1, cookie, out + 8 + nonce_size);
}

} // namespace ntm
