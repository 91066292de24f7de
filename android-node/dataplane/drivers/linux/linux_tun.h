#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "../ports.h"
#include "file_descriptor.h"
#include "tcp_coalescer.h"

namespace ntm {

/// The TUN interface of Linux with segmentation offload: the kernel hands over TCP packets of up to 64 KB, which are
/// cut here, and takes such packets, which are put together from contiguous ones.
class linux_tun final : public tun_port {
public:
  /// Opens or makes the interface; 0 or an errno.
  int open(const std::string &name);
  int file() const { return file_.number(); }

  using received = std::function<void(bytes packet)>;
  enum class read_result { packets, nothing, gone };
  /// Hands over the packets of one read; `gone`: the interface was removed and nothing will come any more.
  read_result receive(const received &each);

  void deliver(bytes packet) override { coalescer_.add(packet); }
  void answer(const_bytes packet) override;
  std::size_t flush() override;

private:
  bool write(const virtio_header &header, const iovec *parts, std::size_t count);

  file_descriptor file_;
  std::vector<std::uint8_t> buffer_;
  tcp_coalescer coalescer_{[this](const virtio_header &header, const iovec *parts, std::size_t count) {
    if (!write(header, parts, count)) lost_++;
  }};
  std::size_t lost_ = 0;
};

} // namespace ntm
