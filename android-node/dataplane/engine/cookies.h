#pragma once
#include "address.h"
#include "extended_aead.h"
#include "keyed_hash.h"

namespace ntm {

/**
 * Cookies of the WireGuard paper, 5.4.7: under load a message 1 must prove by mac2 that its sender receives at its
 * source. Nothing is kept for a source.
 */
class cookies {
public:
  static constexpr std::size_t reply_size = 64;
  /// A secret, and with it every cookie made of it, serves for so long.
  static constexpr milliseconds lifetime = 120'000;

  explicit cookies(const_bytes public_key) : key_(labelled_key("cookie--", public_key)) {}
  ~cookies();

  /// Whether mac2, the last 16 bytes of the message, was made with the cookie of this source.
  bool proves(const_bytes message, const endpoint &source, milliseconds now);

  /**
   * Message 3 to a message 1, into 64 bytes; false where the library fails.
   *
   *   0  type, 3, little endian              4 bytes
   *   4  sender index of the message 1       4
   *   8  random nonce                       24
   *  32  cookie, sealed, and its tag        32
   */
  bool reply(const_bytes message, const endpoint &source, milliseconds now, std::uint8_t *out);

private:
  std::array<std::uint8_t, 32> key_;
  std::array<std::uint8_t, 32> secret_{};
  milliseconds secret_until_ = 0;
  bool has_secret_ = false;
  keyed_hash hash_;
  extended_aead aead_;

  bool cookie_of(const endpoint &source, milliseconds now, keyed_hash::value &cookie);
};

} // namespace ntm
