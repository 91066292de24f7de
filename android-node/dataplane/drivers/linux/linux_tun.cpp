#include "linux_tun.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>

#include "tcp_segments.h"

namespace ntm {
namespace {

constexpr std::size_t largest_packet = 65'535;
/// Of a packet put together from segments.
constexpr std::size_t most_parts = 66;

} // namespace

int linux_tun::open(const std::string &name) {
  if (name.size() >= IFNAMSIZ) return ENAMETOOLONG;
  file_descriptor file(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) return errno;
  ifreq request{};
  std::memcpy(request.ifr_name, name.data(), name.size());
  request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
  if (ioctl(file.number(), TUNSETIFF, &request) != 0) return errno;
  int header_size = sizeof(virtio_header);
  if (ioctl(file.number(), TUNSETVNETHDRSZ, &header_size) != 0) return errno;
  // Without offloads packets come and go one by one, with checksums: slower, not wrong.
  ioctl(file.number(), TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6);
  file_ = std::move(file);
  buffer_.resize(sizeof(virtio_header) + largest_packet);
  return 0;
}

linux_tun::read_result linux_tun::receive(const received &each) {
  const ssize_t size = read(file_.number(), buffer_.data(), buffer_.size());
  if (size < 0) return errno == EAGAIN || errno == EINTR ? read_result::nothing : read_result::gone;
  if (size < static_cast<ssize_t>(sizeof(virtio_header))) return read_result::nothing;
  virtio_header header;
  std::memcpy(&header, buffer_.data(), sizeof header);
  split_segments(header, bytes(buffer_).first(static_cast<std::size_t>(size)).subspan(sizeof header), each);
  return read_result::packets;
}

void linux_tun::answer(const_bytes packet) {
  const iovec part{const_cast<std::uint8_t *>(packet.data()), packet.size()};
  if (!write({}, &part, 1)) lost_++;
}

std::size_t linux_tun::flush() {
  coalescer_.flush();
  return std::exchange(lost_, 0);
}

bool linux_tun::write(const virtio_header &header, const iovec *parts, std::size_t count) {
  std::array<iovec, most_parts> all;
  all[0] = {const_cast<virtio_header *>(&header), sizeof header};
  std::copy_n(parts, count, all.begin() + 1);
  return writev(file_.number(), all.data(), static_cast<int>(count + 1)) > 0;
}

} // namespace ntm
