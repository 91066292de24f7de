#pragma once
#include <functional>
#include <vector>

#include "../engine/engine_output.h"
#include "sound_packet.h"

namespace ntm::fuzz {

/// Counts what the engine hands out, reads every byte of it, and holds it to what may come out at all.
class watched_output final : public engine_output {
public:
  std::size_t datagrams = 0, sent_bytes = 0, delivered = 0, answered = 0, raised = 0;
  std::function<bool(const ip_packet &)> may_deliver;

  /// Counts from here on.
  void begin() { datagrams = sent_bytes = delivered = answered = raised = 0; }
  bool silent() const { return datagrams + delivered + answered + raised == 0; }

  std::uint8_t *datagram_room(std::size_t size) override {
    room_.assign(size, 0);
    return room_.data();
  }
  void send_datagram(std::uint32_t, const endpoint &, std::size_t size) override {
    CHECK(size == room_.size());
    read(room_);
    datagrams++;
    sent_bytes += size;
  }
  void deliver(bytes packet) override {
    read(packet);
    const auto parsed = parse_ip_packet(packet);
    CHECK(parsed && parsed->length == packet.size() && may_deliver(*parsed));
    delivered++;
  }
  void answer(const_bytes packet) override {
    check_made_packet(packet);
    answered++;
  }
  void raise(const event &what) override {
    read(what.payload);
    raised++;
  }

private:
  std::vector<std::uint8_t> room_;
  volatile std::uint8_t seen_ = 0;
  void read(const_bytes data) {
    for (const auto each : data) seen_ = seen_ ^ each;
  }
};

} // namespace ntm::fuzz
