#pragma once
#include <functional>
#include <sys/uio.h>
#include <vector>

#include "../../engine/ip_packet.h"
#include "virtio_header.h"

namespace ntm {

/// Puts contiguous TCP segments of one flow together, as a network card with receive offload does, so that the
/// kernel handles 64 KB at once. Order within a flow is kept. Checksums of joined packets are left to the kernel:
/// what came was authenticated as a whole.
class tcp_coalescer {
public:
  using writer = std::function<void(const virtio_header &header, const iovec *parts, std::size_t count)>;

  explicit tcp_coalescer(writer write) : write_(std::move(write)) {}
  tcp_coalescer(const tcp_coalescer &) = delete;
  tcp_coalescer &operator=(const tcp_coalescer &) = delete;

  /// The packet's bytes stay where they are until `flush`; headers may be rewritten.
  void add(bytes packet);
  void flush();

private:
  struct segment {
    bytes packet;
    ip_packet ip;
    std::size_t headers;
    bytes payload() const { return packet.subspan(headers); }
    bytes tcp() const { return packet.subspan(ip.payload_offset); }
  };
  struct group {
    segment first;
    std::uint32_t next_sequence;
    std::size_t total;
    /// A short or pushed segment ends it.
    bool complete;
    std::vector<iovec> parts;
  };

  static bool read_segment(bytes packet, segment &into);
  static bool same_flow(const segment &a, const segment &b);
  static bool continues(const group &open, const segment &next);
  void start_group(const segment &first);
  void join(group &open, const segment &next);
  void write_group(group &done);
  void write_single(bytes packet);

  writer write_;
  std::vector<group> groups_;
};

} // namespace ntm
