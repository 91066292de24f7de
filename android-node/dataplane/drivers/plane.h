#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "../engine/engine.h"
#include "linux/reactor.h"
#include "memory_ports.h"

namespace ntm {

class system_udp;
class linux_tun;
enum class origin;

struct plane_settings {
  const_bytes public_key;
  /// Empty: in memory.
  std::string tun_name;
  bool system_udp;
  std::function<void()> wake;
};

/// An engine with its two ports, under one lock. Where a port is the system's, the reactor's thread serves it.
class plane final : public engine_output, public std::enable_shared_from_this<plane> {
public:
  explicit plane(plane_settings settings);
  ~plane() override;
  /// Second step of construction: opens the TUN. 0 or an errno.
  int start();
  void close();

  int open_socket(std::uint32_t socket, const endpoint &local, std::uint16_t &port);
  void close_socket(std::uint32_t socket);
  bool send_raw(std::uint32_t socket, const endpoint &destination, const_bytes datagram);
  bool datagram_received(std::uint32_t socket, const endpoint &source, const_bytes datagram);
  void tun_packet_received(const_bytes packet);

  void set_time(milliseconds now);
  std::optional<milliseconds> next_deadline();
  outbox::contents drain();
  /// Adds what the kernel had no room for since to the totals.
  void count_unread();

  /// Runs a command of the engine under the lock, at the present time, and sends what it made.
  template <typename Command> auto run(Command command) {
    const std::lock_guard guard(lock_);
    const round whole(*this);
    return command(engine_, now());
  }

private:
  /// From the first to the last step of one visit under the lock: due timers first, then flush and wake-up.
  class round {
  public:
    explicit round(plane &of) : of_(of) { of_.begin_round(); }
    ~round() { of_.end_round(); }
    round(const round &) = delete;
    round &operator=(const round &) = delete;

  private:
    plane &of_;
  };

  // engine_output
  std::uint8_t *datagram_room(std::size_t size) override { return udp_->room(size); }
  void send_datagram(std::uint32_t socket, const endpoint &destination, std::size_t size) override {
    udp_->send(socket, destination, size);
  }
  void deliver(bytes packet) override { tun_->deliver(packet); }
  void answer(const_bytes packet) override { tun_->answer(packet); }
  void raise(const event &what) override {
    if (!outbox_.add(what)) engine_.totals().add(count::events_dropped);
  }

  milliseconds now() const { return synchronous() ? manual_now_ : round_now_; }
  bool synchronous() const { return !system_udp_ && !linux_tun_; }
  void begin_round();
  void end_round();
  void flush_ports();
  void watch_socket(std::uint32_t socket);
  void add_unread();
  void socket_readable(std::uint32_t socket, origin of);
  void tun_readable();
  void deadline_reached();

  std::mutex lock_;
  bool closed_ = false;
  outbox outbox_;
  plane_settings settings_;
  std::unique_ptr<udp_port> udp_;
  std::unique_ptr<tun_port> tun_;
  /// The same ports again where they are the system's.
  system_udp *system_udp_ = nullptr;
  linux_tun *linux_tun_ = nullptr;
  engine engine_;
  milliseconds manual_now_ = 0;
  milliseconds round_now_ = 0;
  bool woken_ = false;
  std::vector<std::uint8_t> scratch_;
  reactor *reactor_ = nullptr;
  std::uint64_t timer_ = 0;
  std::uint64_t tun_watch_ = 0;
  std::unordered_multimap<std::uint32_t, std::uint64_t> socket_watches_;
  std::optional<milliseconds> armed_for_;
};

} // namespace ntm
