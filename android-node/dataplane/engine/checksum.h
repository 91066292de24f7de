#pragma once
#include "address.h"

namespace ntm {

/// Ones' complement sum of big-endian 16-bit words (RFC 1071), unfolded; an odd last byte counts as high byte.
std::uint64_t sum_words(const_bytes data, std::uint64_t sum = 0);

/// The checksum field that makes `sum` come out right.
std::uint16_t finish_checksum(std::uint64_t sum);

/// Sum of the pseudo header of TCP, UDP and ICMPv6 (RFC 8200, 8.1; RFC 9293, 3.1).
std::uint64_t sum_pseudo_header(const ip_address &source, const ip_address &destination, std::uint8_t protocol,
                                std::size_t length);

/// The checksum field after one 16-bit word under it changed (RFC 1624, equation 3).
std::uint16_t adjust_checksum(std::uint16_t checksum, std::uint16_t before, std::uint16_t after);

} // namespace ntm
