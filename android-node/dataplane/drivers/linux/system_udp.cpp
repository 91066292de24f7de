#include "system_udp.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <netinet/udp.h>

#include "socket_address.h"

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

namespace ntm {
namespace {

constexpr int sol_udp = 17;
constexpr std::size_t messages = 16;
/// The kernel joins datagrams up to this.
constexpr std::size_t message_size = 65'535;

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
  divided_socket opened;
  if (const int error = opened.open(local, port)) return error;
  sockets_.emplace(socket, std::move(opened));
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
  batch_.add(found->second.file(origin::correspondent).number(), destination, size);
}

std::size_t system_udp::flush() { return std::exchange(lost_, 0) + (batch_.empty() ? 0 : batch_.flush()); }

std::uint64_t system_udp::take_unread(origin of) {
  std::uint64_t unread = 0;
  for (auto &[number, socket] : sockets_) unread += socket.take_unread(of);
  return unread;
}

bool system_udp::receive(std::uint32_t socket, origin of, const received &each) {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end()) return false;
  receive_buffers &buffers = buffers_of_thread();
  buffers.reset();
  const int count = recvmmsg(found->second.file(of).number(), buffers.headers.data(), messages, 0, nullptr);
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
