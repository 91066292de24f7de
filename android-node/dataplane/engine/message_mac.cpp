#include "message_mac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdexcept>

namespace ntm {
namespace {

std::array<std::uint8_t, 32> mac1_key(const_bytes public_key) {
  std::array<std::uint8_t, 8 + 32> input;
  std::memcpy(input.data(), "mac1----", 8);
  std::memcpy(input.data() + 8, public_key.data(), 32);
  std::array<std::uint8_t, 32> key;
  if (EVP_Digest(input.data(), input.size(), key.data(), nullptr, EVP_blake2s256(), nullptr) != 1) {
    throw std::runtime_error("BLAKE2s is not available");
  }
  return key;
}

EVP_MAC_CTX *make_context() {
  EVP_MAC *algorithm = EVP_MAC_fetch(nullptr, "BLAKE2SMAC", nullptr);
  EVP_MAC_CTX *context = algorithm ? EVP_MAC_CTX_new(algorithm) : nullptr;
  EVP_MAC_free(algorithm);
  if (!context) throw std::runtime_error("keyed BLAKE2s is not available");
  return context;
}

} // namespace

message_mac::message_mac(const_bytes public_key) : key_(mac1_key(public_key)), context_(make_context()) {}

message_mac::~message_mac() { EVP_MAC_CTX_free(context_); }

bool message_mac::verifies(const_bytes message) const {
  if (message.size() < 2 * mac_size) return false;
  const const_bytes covered = message.first(message.size() - 2 * mac_size);
  std::size_t size = mac_size;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_construct_end()};
  std::uint8_t mac[mac_size];
  std::size_t written = 0;
  return EVP_MAC_init(context_, key_.data(), key_.size(), parameters) == 1 &&
         EVP_MAC_update(context_, covered.data(), covered.size()) == 1 &&
         EVP_MAC_final(context_, mac, &written, sizeof mac) == 1 && written == mac_size &&
         CRYPTO_memcmp(mac, message.data() + covered.size(), mac_size) == 0;
}

} // namespace ntm
