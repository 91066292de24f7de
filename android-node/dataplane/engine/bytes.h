#pragma once
#include <cstdint>
#include <cstring>
#include <span>

namespace ntm {

using bytes = std::span<std::uint8_t>;
using const_bytes = std::span<const std::uint8_t>;

/// Monotonic milliseconds that keep counting in suspend.
using milliseconds = std::int64_t;

inline std::uint16_t load_be16(const std::uint8_t *at) { return static_cast<std::uint16_t>(at[0] << 8 | at[1]); }

inline std::uint32_t load_be32(const std::uint8_t *at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

inline void store_be16(std::uint8_t *at, std::uint32_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

inline void store_be32(std::uint8_t *at, std::uint32_t value) {
  store_be16(at, value >> 16);
  store_be16(at + 2, value);
}

inline std::uint32_t load_le32(const std::uint8_t *at) {
  return std::uint32_t{at[3]} << 24 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[1]} << 8 | at[0];
}

inline std::uint64_t load_le64(const std::uint8_t *at) {
  return std::uint64_t{load_le32(at + 4)} << 32 | load_le32(at);
}

inline void store_le32(std::uint8_t *at, std::uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

inline void store_le64(std::uint8_t *at, std::uint64_t value) {
  store_le32(at, static_cast<std::uint32_t>(value));
  store_le32(at + 4, static_cast<std::uint32_t>(value >> 32));
}

} // namespace ntm
