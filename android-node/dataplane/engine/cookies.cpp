#include "cookies.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace ntm {
namespace {

/// What stands in place of mac2 where its sender has no cookie (paper, 5.4.4).
constexpr keyed_hash::value no_mac2{};

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
  const const_bytes covered = message.first(message.size() - keyed_hash::size);
  if (keyed_hash::same(no_mac2, message.subspan(covered.size()))) return false;
  keyed_hash::value cookie, mac2;
  if (!cookie_of(source, now, cookie)) return false;
  return hash_.of(cookie, {covered}, mac2) && keyed_hash::same(mac2, message.subspan(covered.size()));
}

bool cookies::reply(const_bytes message, const endpoint &source, milliseconds now, std::uint8_t *out) {
  keyed_hash::value cookie;
  if (!cookie_of(source, now, cookie)) return false;
  store_le32(out, 3);
  std::memcpy(out + 4, &message[4], 4);
  if (RAND_bytes(out + 8, extended_aead::nonce_size) != 1) return false;
  const const_bytes mac1 = message.subspan(message.size() - 2 * keyed_hash::size, keyed_hash::size);
  return aead_.seal(key_, out + 8, mac1, cookie, out + 8 + extended_aead::nonce_size);
}

} // namespace ntm
