#pragma once
#include <unordered_map>

#include "../ports.h"
#include "divided_socket.h"
#include "send_batch.h"

namespace ntm {

/// UDP sockets of the system: many datagrams in one call, cut and joined by the kernel where it can.
class system_udp final : public udp_port {
public:
  int open(std::uint32_t socket, const endpoint &local, std::uint16_t &port) override;
  void close(std::uint32_t socket) override;
  bool has(std::uint32_t socket) const override { return sockets_.contains(socket); }
  std::uint8_t *room(std::size_t size) override;
  void send(std::uint32_t socket, const endpoint &destination, std::size_t size) override;
  std::size_t flush() override;

  /// The file from which datagrams of this origin come; negative: they come from the correspondents' one.
  int file(std::uint32_t socket, origin of) const { return sockets_.at(socket).file(of).number(); }

  using received = std::function<void(const endpoint &source, bytes datagram)>;
  /// Hands over what one call of the system gives; false when nothing waits any more. What is handed over stays
  /// where it is until the next call.
  bool receive(std::uint32_t socket, origin of, const received &each);

  /// How many datagrams of this origin the kernel had no room for since the last call, as `divided_socket` estimates.
  std::uint64_t take_unread(origin of);

private:
  std::unordered_map<std::uint32_t, divided_socket> sockets_;
  send_batch batch_;
  std::size_t lost_ = 0;
};

} // namespace ntm
