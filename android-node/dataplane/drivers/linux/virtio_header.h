#pragma once
#include <cstdint>

namespace ntm {

/// The 10 bytes before each packet of a TUN with IFF_VNET_HDR, in the machine's byte order. Declared here because
/// older systems' own header is not C++.
struct virtio_header {
  static constexpr std::uint8_t needs_checksum = 1;
  static constexpr std::uint8_t segments_none = 0;
  static constexpr std::uint8_t segments_tcp4 = 1;
  static constexpr std::uint8_t segments_tcp6 = 4;
  static constexpr std::uint8_t segments_ecn = 0x80;

  std::uint8_t flags = 0;
  std::uint8_t segments_type = segments_none;
  std::uint16_t header_length = 0;
  std::uint16_t segment_size = 0;
  std::uint16_t checksum_start = 0;
  std::uint16_t checksum_offset = 0;
};
static_assert(sizeof(virtio_header) == 10);

} // namespace ntm
