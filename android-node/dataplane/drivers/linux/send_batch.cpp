#include "send_batch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/udp.h>
#include <poll.h>

#include "socket_address.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

namespace ntm {
namespace {

constexpr int sol_udp = 17;
constexpr std::size_t most_segments = 64;
constexpr std::size_t most_bytes = 65'000;
/// A full send buffer is waited for, so that the sender behind the TUN slows down; not for long.
constexpr int wait_for_room_ms = 20;

/// One message header with all it points to.
struct prepared {
  sockaddr_storage address;
  iovec data;
  alignas(cmsghdr) std::uint8_t control[CMSG_SPACE(sizeof(std::uint16_t))];
};

void set_segment_size(msghdr &header, prepared &parts, std::size_t segment) {
  header.msg_control = parts.control;
  header.msg_controllen = sizeof parts.control;
  cmsghdr *control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = sol_udp;
  control->cmsg_type = UDP_SEGMENT;
  control->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
  const auto size = static_cast<std::uint16_t>(segment);
  std::memcpy(CMSG_DATA(control), &size, sizeof size);
}

bool wait_for_room(int file) {
  pollfd wanted{.fd = file, .events = POLLOUT, .revents = 0};
  return poll(&wanted, 1, wait_for_room_ms) == 1;
}

} // namespace

bool send_batch::message::joins(int other_file, const endpoint &other, std::size_t size) const {
  const bool all_full = total == segment * count;
  return all_full && other_file == file && size > 0 && size <= segment && count < most_segments &&
         total + size <= most_bytes && other == destination;
}

std::uint8_t *send_batch::room(std::size_t size) {
  if (buffer_.size() < capacity) buffer_.resize(capacity);
  if (used_ + size > buffer_.size()) buffer_.resize(used_ + size);
  return buffer_.data() + used_;
}

void send_batch::add(int file, const endpoint &destination, std::size_t size) {
  if (!messages_.empty() && messages_.back().joins(file, destination, size)) {
    messages_.back().total += size;
    messages_.back().count++;
  } else {
    messages_.push_back({file, destination, used_, size, size, 1});
  }
  used_ += size;
}

std::size_t send_batch::flush() {
  std::size_t lost = 0;
  for (std::size_t from = 0; from < messages_.size();) {
    std::size_t to = from + 1;
    while (to < messages_.size() && messages_[to].file == messages_[from].file) to++;
    lost += send_run(from, to);
    from = to;
  }
  messages_.clear();
  used_ = 0;
  return lost;
}

std::size_t send_batch::send_run(std::size_t from, std::size_t to) {
  std::array<mmsghdr, most_messages> headers;
  std::array<prepared, most_messages> parts;
  for (std::size_t i = from; i < to; i++) {
    const message &each = messages_[i];
    prepared &part = parts[i - from];
    msghdr &header = headers[i - from].msg_hdr;
    header = {};
    header.msg_namelen = write_socket_address(each.destination, part.address);
    header.msg_name = &part.address;
    part.data = {buffer_.data() + each.offset, each.total};
    header.msg_iov = &part.data;
    header.msg_iovlen = 1;
    if (each.count > 1) set_segment_size(header, part, each.segment);
  }
  std::size_t lost = 0;
  bool waited = false;
  for (std::size_t at = from; at < to;) {
    const int sent = sendmmsg(messages_[at].file, &headers[at - from], static_cast<unsigned>(to - at), 0);
    if (sent > 0) {
      at += static_cast<std::size_t>(sent);
      waited = false;
    } else if (errno == EINTR) {
      continue;
    } else if ((errno == EAGAIN || errno == ENOBUFS) && !waited) {
      waited = wait_for_room(messages_[at].file);
      if (!waited) lost += messages_[at++].count;
    } else {
      // The device may not cut, or one datagram may not fit it: the others shall not suffer.
      lost += messages_[at].count > 1 ? send_one_by_one(messages_[at]) : 1;
      at++;
    }
  }
  return lost;
}

std::size_t send_batch::send_one_by_one(const message &each) {
  sockaddr_storage address;
  const unsigned length = write_socket_address(each.destination, address);
  std::size_t lost = 0;
  for (std::size_t at = 0; at < each.total; at += each.segment) {
    const std::size_t size = std::min(each.segment, each.total - at);
    const auto *data = buffer_.data() + each.offset + at;
    if (sendto(each.file, data, size, 0, reinterpret_cast<sockaddr *>(&address), length) < 0) lost++;
  }
  return lost;
}

} // namespace ntm
