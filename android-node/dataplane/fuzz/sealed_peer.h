#pragma once
#include <openssl/evp.h>
#include <openssl/params.h>
#include <vector>

#include "../engine/aead.h"
#include "../test/native/checks.h"

namespace ntm::fuzz {

/// The other end of a session with keys that both know, so that what a fuzzer makes up passes decryption.
class sealed_peer {
public:
  sealed_peer(std::uint32_t id_, std::uint32_t index_) : id(id_), index(index_) {}

  const std::uint32_t id;
  /// Of both ends.
  const std::uint32_t index;
  /// The packet sealed last.
  std::vector<std::uint8_t> last;

  static const_bytes key() {
    static constexpr std::uint8_t bytes_of_key[32] = {1, 2, 3};
    return bytes_of_key;
  }
  static const_bytes receiver_key() {
    static constexpr std::uint8_t bytes_of_key[32] = {9};
    return bytes_of_key;
  }

  /// A new session begins.
  void restart() {
    counter_ = 0;
    last.clear();
  }
  void skip(std::uint64_t counters) { counter_ += counters * counters * counters; }

  std::vector<std::uint8_t> seal(const std::vector<std::uint8_t> &plaintext) {
    std::vector<std::uint8_t> out(16 + plaintext.size() + aead::tag_size);
    store_le32(&out[0], 4);
    store_le32(&out[4], index);
    store_le64(&out[8], counter_);
    CHECK(sealing_.seal(counter_, plaintext, 0, &out[16]));
    counter_++;
    return last = out;
  }

  /// mac1 of WireGuard's messages 1 and 2 towards `receiver_key`, made with a code of its own.
  static void write_mac1(std::vector<std::uint8_t> &message) {
    if (message.size() < 36) return;
    std::uint8_t label_and_key[40] = {'m', 'a', 'c', '1', '-', '-', '-', '-'};
    std::memcpy(&label_and_key[8], receiver_key().data(), 32);
    std::uint8_t mac_key[32];
    CHECK(EVP_Digest(label_and_key, sizeof label_and_key, mac_key, nullptr, EVP_blake2s256(), nullptr) == 1);
    static EVP_MAC *const mac = EVP_MAC_fetch(nullptr, "BLAKE2SMAC", nullptr);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    std::size_t size = 16;
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t("size", &size), OSSL_PARAM_construct_end()};
    std::size_t written = 0;
    CHECK(EVP_MAC_init(context, mac_key, sizeof mac_key, parameters) == 1);
    CHECK(EVP_MAC_update(context, message.data(), message.size() - 32) == 1);
    CHECK(EVP_MAC_final(context, &message[message.size() - 32], &written, 16) == 1);
    EVP_MAC_CTX_free(context);
  }

private:
  aead sealing_{key(), aead::direction::seal};
  std::uint64_t counter_ = 0;
};

} // namespace ntm::fuzz
