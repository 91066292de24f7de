#include "address.h"

#include <arpa/inet.h>
#include <charconv>

namespace ntm {
namespace {

/// A decimal number without sign, spaces or leading zeros, at most `most`.
std::optional<unsigned> parse_number(const std::string &text, unsigned most) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

} // namespace

ip_address masked(const ip_address &address, std::uint8_t length) {
  ip_address result = address;
  for (std::size_t i = 0; i < result.octets.size(); i++) {
    const int kept = static_cast<int>(length) - static_cast<int>(8 * i);
    if (kept >= 8) continue;
    result.octets[i] &= kept <= 0 ? 0 : static_cast<std::uint8_t>(0xff00 >> kept);
  }
  return result;
}

bool is_multicast_or_broadcast(const ip_address &address) {
  if (address.family == 6) return address.octets[0] == 0xff;
  return (address.octets[0] & 0xf0) == 0xe0 || load_be32(address.octets.data()) == 0xffffffff;
}

std::optional<ip_address> parse_address(const std::string &text) {
  ip_address address{static_cast<std::uint8_t>(text.find(':') == std::string::npos ? 4 : 6), {}};
  const int family = address.family == 4 ? AF_INET : AF_INET6;
  // inet_pton stops at a zero byte; text that goes on after one is not an address.
  if (text.find('\0') != std::string::npos) return std::nullopt;
  if (inet_pton(family, text.c_str(), address.octets.data()) != 1) return std::nullopt;
  return address;
}

std::optional<ip_prefix> parse_prefix(const std::string &text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto length = parse_number(text.substr(slash + 1), address->family == 4 ? 32 : 128);
  if (!length) return std::nullopt;
  return ip_prefix{masked(*address, static_cast<std::uint8_t>(*length)), static_cast<std::uint8_t>(*length)};
}

std::optional<endpoint> parse_endpoint(const std::string &text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  std::string host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = parse_address(host);
  const auto port = parse_number(text.substr(colon + 1), 65535);
  if (!address || !port || bracketed != (address->family == 6)) return std::nullopt;
  return endpoint{*address, static_cast<std::uint16_t>(*port)};
}

std::string format_address(const ip_address &address) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(address.family == 4 ? AF_INET : AF_INET6, address.octets.data(), text, sizeof text);
  return text;
}

std::string format_endpoint(const endpoint &value) {
  const std::string host = format_address(value.address);
  const std::string port = std::to_string(value.port);
  return value.address.family == 4 ? host + ":" + port : "[" + host + "]:" + port;
}

} // namespace ntm
