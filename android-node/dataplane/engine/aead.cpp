#include "aead.h"

#include <openssl/evp.h>
#include <stdexcept>

namespace ntm {
namespace {

constexpr std::size_t nonce_size = 12;

void write_nonce(std::uint8_t *nonce, std::uint64_t counter) {
  std::memset(nonce, 0, 4);
  store_le64(nonce + 4, counter);
}

} // namespace

aead::aead(const_bytes key, direction way) : context_(EVP_CIPHER_CTX_new()) {
  const int encrypts = way == direction::seal ? 1 : 0;
  if (!context_ || EVP_CipherInit_ex(context_, EVP_chacha20_poly1305(), nullptr, key.data(), nullptr, encrypts) != 1) {
    EVP_CIPHER_CTX_free(context_);
    throw std::runtime_error("ChaCha20-Poly1305 is not available");
  }
}

// OpenSSL wipes the key of a context that it frees.
aead::~aead() { EVP_CIPHER_CTX_free(context_); }

bool aead::seal(std::uint64_t counter, const_bytes plaintext, std::size_t padding, std::uint8_t *out) {
  static constexpr std::uint8_t zeros[16] = {};
  std::uint8_t nonce[nonce_size];
  write_nonce(nonce, counter);
  int written = 0;
  const int size = static_cast<int>(plaintext.size());
  if (EVP_EncryptInit_ex(context_, nullptr, nullptr, nullptr, nonce) != 1) return false;
  if (size > 0 && EVP_EncryptUpdate(context_, out, &written, plaintext.data(), size) != 1) return false;
  out += size;
  if (padding > 0 && EVP_EncryptUpdate(context_, out, &written, zeros, static_cast<int>(padding)) != 1) return false;
  out += padding;
  return EVP_EncryptFinal_ex(context_, out, &written) == 1 &&
         EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, tag_size, out) == 1;
}

bool aead::open(std::uint64_t counter, bytes sealed) {
  if (sealed.size() < tag_size) return false;
  std::uint8_t nonce[nonce_size];
  write_nonce(nonce, counter);
  int written = 0;
  const int size = static_cast<int>(sealed.size() - tag_size);
  return EVP_DecryptInit_ex(context_, nullptr, nullptr, nullptr, nonce) == 1 &&
         EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, tag_size, sealed.data() + size) == 1 &&
         (size == 0 || EVP_DecryptUpdate(context_, sealed.data(), &written, sealed.data(), size) == 1) &&
         EVP_DecryptFinal_ex(context_, sealed.data() + size, &written) == 1;
}

} // namespace ntm
