#pragma once
#include <functional>
#include <string>

#include "../engine/address.h"

namespace ntm {

/// Where datagrams go; one of memory and system. All calls are made under the plane's lock.
class udp_port {
public:
  virtual ~udp_port() = default;
  /// 0 or an errno; `port` is the one wanted and becomes the one bound.
  virtual int open(std::uint32_t socket, const endpoint &local, std::uint16_t &port) = 0;
  virtual void close(std::uint32_t socket) = 0;
  virtual bool has(std::uint32_t socket) const = 0;
  /// Memory for one datagram, then its sending.
  virtual std::uint8_t *room(std::size_t size) = 0;
  virtual void send(std::uint32_t socket, const endpoint &destination, std::size_t size) = 0;
  /// Hands all datagrams to the system; the number that it did not take.
  virtual std::size_t flush() = 0;
};

/// Where packets for the TUN go; one of memory and Linux. All calls are made under the plane's lock.
class tun_port {
public:
  virtual ~tun_port() = default;
  /// A packet that stays where it is until `flush`.
  virtual void deliver(bytes packet) = 0;
  /// A packet that is valid during the call only.
  virtual void answer(const_bytes packet) = 0;
  /// The number of packets that the system did not take.
  virtual std::size_t flush() = 0;
};

} // namespace ntm
