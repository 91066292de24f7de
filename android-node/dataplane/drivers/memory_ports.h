#pragma once
#include <unordered_set>

#include "outbox.h"
#include "ports.h"

namespace ntm {

/// UDP without a network: datagrams go to the outbox.
class memory_udp final : public udp_port {
public:
  explicit memory_udp(outbox &out) : out_(out) {}

  int open(std::uint32_t socket, const endpoint &, std::uint16_t &) override {
    sockets_.insert(socket);
    return 0;
  }
  void close(std::uint32_t socket) override { sockets_.erase(socket); }
  bool has(std::uint32_t socket) const override { return sockets_.contains(socket); }
  std::uint8_t *room(std::size_t size) override {
    room_.resize(size);
    return room_.data();
  }
  void send(std::uint32_t socket, const endpoint &destination, std::size_t size) override {
    room_.resize(size);
    if (!has(socket) || !out_.add_datagram({socket, destination, std::move(room_)})) lost_++;
    room_.clear();
  }
  std::size_t flush() override { return std::exchange(lost_, 0); }

private:
  outbox &out_;
  std::unordered_set<std::uint32_t> sockets_;
  std::vector<std::uint8_t> room_;
  std::size_t lost_ = 0;
};

/// A TUN without an interface: packets go to the outbox.
class memory_tun final : public tun_port {
public:
  explicit memory_tun(outbox &out) : out_(out) {}

  void deliver(bytes packet) override { answer(packet); }
  void answer(const_bytes packet) override {
    if (!out_.add_tun_packet(packet)) lost_++;
  }
  std::size_t flush() override { return std::exchange(lost_, 0); }

private:
  outbox &out_;
  std::size_t lost_ = 0;
};

} // namespace ntm
