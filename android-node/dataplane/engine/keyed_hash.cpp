#include "keyed_hash.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdexcept>

namespace ntm {
namespace {

EVP_MAC_CTX *make_context() {
  EVP_MAC *algorithm = EVP_MAC_fetch(nullptr, "BLAKE2SMAC", nullptr);
  EVP_MAC_CTX *context = algorithm ? EVP_MAC_CTX_new(algorithm) : nullptr;
  EVP_MAC_free(algorithm);
  if (!context) throw std::runtime_error("keyed BLAKE2s is not available");
  return context;
}

} // namespace

keyed_hash::keyed_hash() : context_(make_context()) {}

keyed_hash::~keyed_hash() { EVP_MAC_CTX_free(context_); }

bool keyed_hash::of(const_bytes key, std::initializer_list<const_bytes> parts, value &out) const {
  std::size_t wanted = size, written = 0;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &wanted),
                                   OSSL_PARAM_construct_end()};
  if (EVP_MAC_init(context_, key.data(), key.size(), parameters) != 1) return false;
  for (const const_bytes part : parts) {
    if (EVP_MAC_update(context_, part.data(), part.size()) != 1) return false;
  }
  return EVP_MAC_final(context_, out.data(), &written, out.size()) == 1 && written == size;
}

bool keyed_hash::same(const_bytes one, const_bytes other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::array<std::uint8_t, 32> labelled_key(const char (&label)[9], const_bytes public_key) {
  std::array<std::uint8_t, 8 + 32> input;
  std::memcpy(input.data(), label, 8);
  std::memcpy(input.data() + 8, public_key.data(), 32);
  std::array<std::uint8_t, 32> key;
  if (EVP_Digest(input.data(), input.size(), key.data(), nullptr, EVP_blake2s256(), nullptr) != 1) {
    throw std::runtime_error("BLAKE2s is not available");
  }
  return key;
}

} // namespace ntm
