#include "system_udp.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

namespace ntm {
namespace {

constexpr int sol_udp = 17;
constexpr std::size_t messages = 16;
/// The kernel joins datagrams up to this.
constexpr std::size_t message_size = 65'535;
constexpr int buffer_size = 4 * 1024 * 1024;

void set_option(int file, int level, int name, int value) { setsockopt(file, level, name, &value, sizeof value); }

/// Options that only improve: a system without one of them still works.
void tune(int file, std::uint8_t family) {
  set_option(file, SOL_SOCKET, SO_RCVBUF, buffer_size);
  set_option(file, SOL_SOCKET, SO_SNDBUF, buffer_size);
  set_option(file, SOL_SOCKET, SO_RCVBUFFORCE, buffer_size);
  set_option(file, SOL_SOCKET, SO_SNDBUFFORCE, buffer_size);
  set_option(file, sol_udp, UDP_GRO, 1);
  // A path's MTU is probed inside the tunnel, so datagrams are never fragmented on the way.
  if (family == 4) set_option(file, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
  else set_option(file, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
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

/// What the reactor's thread receives into; only it does.
struct receive_buffers {
  std::array<std::array<std::uint8_t, message_size>, messages> data;
  std::array<sockaddr_storage, messages> sources;
  std::array<iovec, messages> vectors;
  struct alignas(cmsghdr) control_space {
    std::uint8_t bytes[CMSG_SPACE(sizeof(int))];
  };
  std::array<control_space, messages> controls;
  std::array<mmsghdr, messages> headers;

  void reset() {
    for (std::size_t i = 0; i < messages; i++) {
      vectors[i] = {data[i].data(), data[i].size()};
      msghdr &header = headers[i].msg_hdr;
      header = {};
      header.msg_name = &sources[i];
      header.msg_namelen = sizeof sources[i];
      header.msg_iov = &vectors[i];
      header.msg_iovlen = 1;
      header.msg_control = controls[i].bytes;
      header.msg_controllen = sizeof controls[i].bytes;
    }
  }
};

receive_buffers &buffers_of_thread() {
  static thread_local std::unique_ptr<receive_buffers> buffers;
  if (!buffers) buffers = std::make_unique<receive_buffers>();
  return *buffers;
}

/// Size of the datagrams that the kernel joined, or of the only one.
std::size_t segment_size(msghdr &header, std::size_t total) {
  for (cmsghdr *each = CMSG_FIRSTHDR(&header); each; each = CMSG_NXTHDR(&header, each)) {
    if (each->cmsg_level != sol_udp || each->cmsg_type != UDP_GRO) continue;
    int size = 0;
    std::memcpy(&size, CMSG_DATA(each), sizeof size);
    if (size > 0) return static_cast<std::size_t>(size);
  }
  return total;
}

} // namespace

int system_udp::open(std::uint32_t socket, const endpoint &local, std::uint16_t &port) {
  const bool is4 = local.address.family == 4;
  file_descriptor file(::socket(is4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!file.is_open()) return errno;
  if (!is4) set_option(file.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  tune(file.number(), local.address.family);
  sockaddr_storage address;
  socklen_t length = write_socket_address({local.address, port}, address);
  if (bind(file.number(), reinterpret_cast<sockaddr *>(&address), length) != 0) return errno;
  length = sizeof address;
  if (getsockname(file.number(), reinterpret_cast<sockaddr *>(&address), &length) != 0) return errno;
  port = read_socket_address(address).port;
  sockets_.emplace(socket, std::move(file));
  return 0;
}

void system_udp::close(std::uint32_t socket) {
  lost_ += batch_.flush();
  sockets_.erase(socket);
}

std::uint8_t *system_udp::room(std::size_t size) {
  if (!batch_.has_room(size)) lost_ += batch_.flush();
  return batch_.room(size);
}

void system_udp::send(std::uint32_t socket, const endpoint &destination, std::size_t size) {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end()) {
    lost_++;
    return;
  }
  batch_.add(found->second.number(), destination, size);
}

std::size_t system_udp::flush() { return std::exchange(lost_, 0) + (batch_.empty() ? 0 : batch_.flush()); }

bool system_udp::receive(std::uint32_t socket, const received &each) {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end()) return false;
  receive_buffers &buffers = buffers_of_thread();
  buffers.reset();
  const int count = recvmmsg(found->second.number(), buffers.headers.data(), messages, 0, nullptr);
  for (int i = 0; i < count; i++) {
    mmsghdr &message = buffers.headers[static_cast<std::size_t>(i)];
    const bytes all(buffers.data[static_cast<std::size_t>(i)].data(), message.msg_len);
    const endpoint source = read_socket_address(buffers.sources[static_cast<std::size_t>(i)]);
    const std::size_t size = segment_size(message.msg_hdr, all.size());
    for (std::size_t at = 0; at < all.size(); at += size) each(source, all.subspan(at, std::min(size, all.size() - at)));
  }
  return count == static_cast<int>(messages);
}

} // namespace ntm
