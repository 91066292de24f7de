#pragma once
#include <array>

#include "../../engine/address.h"
#include "file_descriptor.h"

namespace ntm {

/// Who may have made a datagram, as far as its first bytes tell.
enum class origin {
  /// It claims to answer us or to belong to a session: WireGuard's types 2, 3 and 4.
  correspondent,
  /// Anybody: messages 1, and what is nothing.
  newcomer,
};

/**
 * One UDP port as two sockets with a buffer each, between which the kernel divides what comes (SO_REUSEPORT with a
 * classic BPF program, no privilege): a flood of messages 1 fills the room of newcomers, never that of tunnels. Where
 * the kernel does not divide, one socket takes all. The division orders work and proves nothing: whoever reads must
 * look at each datagram anew, whichever socket it came from. Sending is the correspondents' socket's alone.
 */
class divided_socket {
public:
  /// 0 or an errno, EADDRINUSE also where the port is divided already; `port` is the one wanted and becomes the one
  /// bound.
  int open(const endpoint &local, std::uint16_t &port);

  /// The file of newcomers is closed where the kernel does not divide.
  const file_descriptor &file(origin of) const { return files_[static_cast<std::size_t>(of)]; }

  /// How many datagrams of this origin the kernel had no room for since the last call. An estimate: what it had joined
  /// (GRO) counts once, so that a flood may be more, and a datagram whose checksum is wrong counts too.
  std::uint32_t take_unread(origin of);

private:
  static constexpr std::size_t origins = 2;

  bool divide(const endpoint &bound);

  std::array<file_descriptor, origins> files_;
  std::array<std::uint32_t, origins> unread_{};
};

} // namespace ntm
