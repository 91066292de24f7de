#include "socket_address.h"

#include <netinet/in.h>

namespace ntm {

unsigned write_socket_address(const endpoint &from, sockaddr_storage &to) {
  if (from.address.family == 4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(from.port);
    std::memcpy(&address.sin_addr, from.address.octets.data(), 4);
    std::memcpy(&to, &address, sizeof address);
    return sizeof address;
  }
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(from.port);
  std::memcpy(&address.sin6_addr, from.address.octets.data(), 16);
  std::memcpy(&to, &address, sizeof address);
  return sizeof address;
}

endpoint read_socket_address(const sockaddr_storage &from) {
  if (from.ss_family == AF_INET) {
    sockaddr_in address;
    std::memcpy(&address, &from, sizeof address);
    return {ip_address::from_bytes(4, reinterpret_cast<std::uint8_t *>(&address.sin_addr)), ntohs(address.sin_port)};
  }
  sockaddr_in6 address;
  std::memcpy(&address, &from, sizeof address);
  return {ip_address::from_bytes(6, address.sin6_addr.s6_addr), ntohs(address.sin6_port)};
}

} // namespace ntm
