#pragma once
#include <array>
#include <compare>
#include <functional>
#include <optional>
#include <string>

#include "bytes.h"

namespace ntm {

/// An IPv4 or IPv6 address in network order; IPv4 uses the first four bytes, the rest are zero.
struct ip_address {
  std::uint8_t family = 4;
  std::array<std::uint8_t, 16> octets{};

  static ip_address from_bytes(std::uint8_t family, const std::uint8_t *at) {
    ip_address address{family, {}};
    std::memcpy(address.octets.data(), at, address.size());
    return address;
  }
  std::size_t size() const { return family == 4 ? 4 : 16; }
  auto operator<=>(const ip_address &) const = default;
};

struct ip_prefix {
  ip_address address;
  std::uint8_t length = 0;
  bool operator==(const ip_prefix &) const = default;
};

struct endpoint {
  ip_address address;
  std::uint16_t port = 0;
  bool operator==(const endpoint &) const = default;
};

/// The address with every bit after `length` cleared.
ip_address masked(const ip_address &address, std::uint8_t length);

bool is_multicast_or_broadcast(const ip_address &address);

/// Text forms: `192.0.2.1`, `2001:db8::/32`, `192.0.2.1:5`, `[2001:db8::1]:5`. Nothing else is accepted.
std::optional<ip_address> parse_address(const std::string &text);
std::optional<ip_prefix> parse_prefix(const std::string &text);
std::optional<endpoint> parse_endpoint(const std::string &text);
std::string format_address(const ip_address &address);
std::string format_endpoint(const endpoint &value);

struct address_hash {
  std::size_t operator()(const ip_address &address) const {
    std::uint64_t high, low;
    std::memcpy(&high, address.octets.data(), 8);
    std::memcpy(&low, address.octets.data() + 8, 8);
    const std::uint64_t mixed = (high ^ (low * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu + address.family;
    return static_cast<std::size_t>(mixed ^ (mixed >> 32));
  }
};

} // namespace ntm
