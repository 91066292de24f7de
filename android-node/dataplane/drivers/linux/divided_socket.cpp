#include "divided_socket.h"

#include <cerrno>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <utility>

#include "socket_address.h"

// Names of kernels newer than some systems' headers.
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#ifndef SO_ATTACH_REUSEPORT_CBPF
#define SO_ATTACH_REUSEPORT_CBPF 51
#endif
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif

namespace ntm {
namespace {

constexpr int sol_udp = 17;
constexpr int tunnel_buffer = 4 * 1024 * 1024;
/// Some hundred messages 1, which are read within milliseconds: what waits longer is worth nothing any more.
constexpr int newcomer_buffer = 128 * 1024;

/// Places of the two sockets in the kernel's group: in the order in which they were bound.
enum place : std::uint32_t { tunnels_place = 0, newcomers_place = 1 };

bool set_option(int file, int level, int name, int value) {
  return setsockopt(file, level, name, &value, sizeof value) == 0;
}

/// Options that only improve: a system without one of them still works.
void tune(int file, std::uint8_t family, int receive_buffer) {
  set_option(file, SOL_SOCKET, SO_RCVBUF, receive_buffer);
  set_option(file, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer);
  set_option(file, SOL_SOCKET, SO_SNDBUF, tunnel_buffer);
  set_option(file, SOL_SOCKET, SO_SNDBUFFORCE, tunnel_buffer);
  // On both sockets of a port: before the kernel divides, it asks either whether datagrams may be joined.
  set_option(file, sol_udp, UDP_GRO, 1);
  // A path's MTU is probed inside the tunnel, so datagrams are never fragmented on the way.
  if (family == 4) set_option(file, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
  else set_option(file, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
}

file_descriptor make(std::uint8_t family, int receive_buffer) {
  const int domain = family == 4 ? AF_INET : AF_INET6;
  file_descriptor file(::socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!file.is_open()) return file;
  if (family == 6) set_option(file.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  tune(file.number(), family, receive_buffer);
  return file;
}

int bind_to(int file, const endpoint &local) {
  sockaddr_storage address;
  const socklen_t length = write_socket_address(local, address);
  return bind(file, reinterpret_cast<sockaddr *>(&address), length) == 0 ? 0 : errno;
}

int bound_port(int file, std::uint16_t &port) {
  sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getsockname(file, reinterpret_cast<sockaddr *>(&address), &length) != 0) return errno;
  port = read_socket_address(address).port;
  return 0;
}

/// Chooses by WireGuard's type, the first four bytes of the UDP payload.
bool attach_selector(int file) {
  constexpr std::uint32_t shortest_transport = 32;
  constexpr std::uint32_t response = 0x02000000, cookie = 0x03000000, transport = 0x04000000;
  sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, shortest_transport, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, response, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, cookie, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, transport, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, newcomers_place),
      BPF_STMT(BPF_RET | BPF_K, tunnels_place),
  };
  const sock_fprog program{.len = sizeof steps / sizeof *steps, .filter = steps};
  return setsockopt(file, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program) == 0;
}

} // namespace

int divided_socket::open(const endpoint &local, std::uint16_t &port) {
  file_descriptor only = make(local.address.family, tunnel_buffer);
  if (!only.is_open()) return errno;
  // Bound alone, so that a port which another one has is refused; it is shared only after that.
  if (const int error = bind_to(only.number(), {local.address, port})) return error;
  if (const int error = bound_port(only.number(), port)) return error;
  files_[static_cast<std::size_t>(origin::correspondent)] = std::move(only);
  if (divide({local.address, port})) return 0;
  files_[static_cast<std::size_t>(origin::newcomer)] = {};
  set_option(file(origin::correspondent).number(), SOL_SOCKET, SO_REUSEPORT, 0);
  return 0;
}

bool divided_socket::divide(const endpoint &bound) {
  const file_descriptor &tunnels = file(origin::correspondent);
  file_descriptor &newcomers = files_[static_cast<std::size_t>(origin::newcomer)];
  newcomers = make(bound.address.family, newcomer_buffer);
  return newcomers.is_open() && set_option(tunnels.number(), SOL_SOCKET, SO_REUSEPORT, 1) &&
         set_option(newcomers.number(), SOL_SOCKET, SO_REUSEPORT, 1) && bind_to(newcomers.number(), bound) == 0 &&
         attach_selector(tunnels.number());
}

std::uint32_t divided_socket::take_unread(origin of) {
  const std::size_t which = static_cast<std::size_t>(of);
  constexpr std::size_t drops = 8, fields = 9;
  std::uint32_t figures[fields] = {};
  socklen_t length = sizeof figures;
  if (!files_[which].is_open()) return 0;
  if (getsockopt(files_[which].number(), SOL_SOCKET, SO_MEMINFO, figures, &length) != 0) return 0;
  // The kernel's counter runs over.
  return figures[drops] - std::exchange(unread_[which], figures[drops]);
}

} // namespace ntm
