#include "plane.h"

#include "boot_clock.h"
#include "linux/linux_tun.h"
#include "linux/system_udp.h"

namespace ntm {

plane::plane(plane_settings settings) : settings_(std::move(settings)), engine_(settings_.public_key, *this) {
  settings_.public_key = {};
  if (settings_.system_udp) {
    auto udp = std::make_unique<system_udp>();
    system_udp_ = udp.get();
    udp_ = std::move(udp);
  } else {
    udp_ = std::make_unique<memory_udp>(outbox_);
  }
  if (settings_.tun_name.empty()) tun_ = std::make_unique<memory_tun>(outbox_);
}

plane::~plane() = default;

int plane::start() {
  const std::lock_guard guard(lock_);
  if (!settings_.tun_name.empty()) {
    auto tun = std::make_unique<linux_tun>();
    if (const int error = tun->open(settings_.tun_name)) return error;
    linux_tun_ = tun.get();
    tun_ = std::move(tun);
  }
  if (synchronous()) return 0;
  reactor_ = &reactor::of_process();
  const auto self = weak_from_this();
  timer_ = reactor_->add_timer([self] {
    if (const auto alive = self.lock()) alive->deadline_reached();
  });
  if (linux_tun_) {
    tun_watch_ = reactor_->watch(linux_tun_->file(), [self] {
      if (const auto alive = self.lock()) alive->tun_readable();
    });
  }
  return 0;
}

void plane::close() {
  const std::lock_guard guard(lock_);
  closed_ = true;
  if (!reactor_) return;
  reactor_->remove(timer_);
  if (tun_watch_) reactor_->remove(tun_watch_);
  for (const auto &[socket, watch] : socket_watches_) reactor_->remove(watch);
  socket_watches_.clear();
}

int plane::open_socket(std::uint32_t socket, const endpoint &local, std::uint16_t &port) {
  const std::lock_guard guard(lock_);
  if (udp_->has(socket)) return EEXIST;
  if (const int error = udp_->open(socket, local, port)) return error;
  if (system_udp_) watch_socket(socket);
  return 0;
}

void plane::watch_socket(std::uint32_t socket) {
  const auto readable = [self = weak_from_this(), socket](origin of) {
    return [self, socket, of] {
      if (const auto alive = self.lock()) alive->socket_readable(socket, of);
    };
  };
  const int tunnels = system_udp_->file(socket, origin::correspondent);
  socket_watches_.emplace(socket, reactor_->watch(tunnels, readable(origin::correspondent)));
  const int newcomers = system_udp_->file(socket, origin::newcomer);
  if (newcomers < 0) return engine_.totals().add(count::ports_undivided);
  socket_watches_.emplace(socket, reactor_->watch_last(newcomers, readable(origin::newcomer)));
}

void plane::close_socket(std::uint32_t socket) {
  const std::lock_guard guard(lock_);
  const auto [from, to] = socket_watches_.equal_range(socket);
  for (auto each = from; each != to; each++) reactor_->remove(each->second);
  socket_watches_.erase(from, to);
  add_unread();
  udp_->close(socket);
}

bool plane::send_raw(std::uint32_t socket, const endpoint &destination, const_bytes datagram) {
  const std::lock_guard guard(lock_);
  const round whole(*this);
  if (!udp_->has(socket)) return false;
  engine_.host_sends(datagram, now());
  std::uint8_t *room = udp_->room(datagram.size());
  if (!datagram.empty()) std::memcpy(room, datagram.data(), datagram.size());
  udp_->send(socket, destination, datagram.size());
  return true;
}

bool plane::datagram_received(std::uint32_t socket, const endpoint &source, const_bytes datagram) {
  const std::lock_guard guard(lock_);
  const round whole(*this);
  if (!udp_->has(socket)) return false;
  scratch_.assign(datagram.begin(), datagram.end());
  engine_.datagram_received(socket, source, scratch_, now());
  return true;
}

void plane::tun_packet_received(const_bytes packet) {
  const std::lock_guard guard(lock_);
  const round whole(*this);
  scratch_.assign(packet.begin(), packet.end());
  engine_.tun_packet_received(scratch_, now());
}

void plane::set_time(milliseconds now) {
  const std::lock_guard guard(lock_);
  if (!synchronous()) return;
  manual_now_ = std::max(manual_now_, now);
  const round whole(*this);
}

std::optional<milliseconds> plane::next_deadline() {
  const std::lock_guard guard(lock_);
  return engine_.next_deadline();
}

outbox::contents plane::drain() {
  const std::lock_guard guard(lock_);
  woken_ = false;
  return outbox_.take();
}

void plane::count_unread() {
  const std::lock_guard guard(lock_);
  add_unread();
}

void plane::add_unread() {
  if (!system_udp_) return;
  engine_.totals().add(count::tunnel_datagrams_unread, system_udp_->take_unread(origin::correspondent));
  engine_.totals().add(count::newcomer_datagrams_unread, system_udp_->take_unread(origin::newcomer));
}

void plane::begin_round() {
  if (!synchronous()) round_now_ = boot_time();
  engine_.time_reached(now());
}

void plane::flush_ports() {
  if (const auto lost = udp_->flush()) engine_.totals().add(count::send_failed, lost);
  if (const auto lost = tun_->flush()) engine_.totals().add(count::tun_write_failed, lost);
}

void plane::end_round() {
  flush_ports();
  if (synchronous()) return;
  if (!outbox_.empty() && !woken_) {
    woken_ = true;
    settings_.wake();
  }
  if (engine_.next_deadline() == armed_for_) return;
  armed_for_ = engine_.next_deadline();
  reactor_->arm(timer_, armed_for_);
}

void plane::deadline_reached() {
  const std::lock_guard guard(lock_);
  if (closed_) return;
  armed_for_.reset();
  const round whole(*this);
}

void plane::socket_readable(std::uint32_t socket, origin of) {
  const std::lock_guard guard(lock_);
  if (closed_) return;
  const round whole(*this);
  // A budget, so that one busy socket does not starve the rest; the reactor calls again while something waits.
  const int turns = of == origin::newcomer ? 1 : 4;
  for (int turn = 0; turn < turns; turn++) {
    const bool more = system_udp_->receive(socket, of, [&](const endpoint &source, bytes datagram) {
      engine_.datagram_received(socket, source, datagram, now());
    });
    // Packets to deliver lie in the receive buffers, which the next turn uses again.
    flush_ports();
    if (!more) return;
  }
}

void plane::tun_readable() {
  const std::lock_guard guard(lock_);
  if (closed_) return;
  const round whole(*this);
  for (int turn = 0; turn < 32; turn++) {
    const auto result = linux_tun_->receive([&](bytes packet) { engine_.tun_packet_received(packet, now()); });
    if (result == linux_tun::read_result::packets) continue;
    if (result == linux_tun::read_result::gone) {
      // An interface that is gone would be reported as readable for ever.
      engine_.totals().add(count::tun_gone);
      reactor_->remove(tun_watch_);
      tun_watch_ = 0;
    }
    return;
  }
}

} // namespace ntm
