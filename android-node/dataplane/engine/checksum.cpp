#include "checksum.h"

#include <bit>

namespace ntm {
namespace {

std::uint64_t fold(std::uint64_t sum) {
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

} // namespace

std::uint64_t sum_words(const_bytes data, std::uint64_t sum) {
  // Words are added in the machine's own order and swapped once at the end: the sum is the same (RFC 1071, 2.B).
  std::uint64_t native = 0;
  std::size_t at = 0;
  for (; at + 4 <= data.size(); at += 4) {
    std::uint32_t word;
    std::memcpy(&word, data.data() + at, 4);
    native += word;
  }
  std::uint64_t folded = fold(native);
  if constexpr (std::endian::native == std::endian::little) folded = ((folded & 0xff) << 8) | (folded >> 8);
  sum += folded;
  if (at + 2 <= data.size()) {
    sum += load_be16(data.data() + at);
    at += 2;
  }
  if (at < data.size()) sum += std::uint64_t{data[at]} << 8;
  return sum;
}

std::uint16_t finish_checksum(std::uint64_t sum) { return static_cast<std::uint16_t>(~fold(sum)); }

std::uint64_t sum_pseudo_header(const ip_address &source, const ip_address &destination, std::uint8_t protocol,
                                std::size_t length) {
  std::uint64_t sum = sum_words({source.octets.data(), source.size()});
  sum = sum_words({destination.octets.data(), destination.size()}, sum);
  return sum + protocol + (length >> 16) + (length & 0xffff);
}

std::uint16_t adjust_checksum(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) {
  const std::uint64_t sum = std::uint64_t{static_cast<std::uint16_t>(~checksum)} +
                            static_cast<std::uint16_t>(~before) + after;
  return finish_checksum(sum);
}

} // namespace ntm
