#include <utility>

#include "../../engine/engine.h"
#include "checks.h"
#include "random.h"

namespace ntm::check {
namespace {

constexpr std::uint32_t sessions = 4;

/// Reads everything that the engine hands out, so that a sanitizer sees memory that is not there.
class reading_output final : public engine_output {
public:
  std::vector<std::vector<std::uint8_t>> datagrams;
  std::uint64_t sum = 0;

  std::uint8_t *datagram_room(std::size_t size) override {
    room_.assign(size, 0);
    return room_.data();
  }
  void send_datagram(std::uint32_t, const endpoint &, std::size_t size) override {
    CHECK(size == room_.size());
    datagrams.push_back(room_);
  }
  void deliver(bytes packet) override { read(packet); }
  void answer(const_bytes packet) override {
    read(packet);
    const auto parsed = parse_ip_packet(packet);
    CHECK(parsed && parsed->length == packet.size());
  }
  void raise(const event &what) override { read(what.payload); }

private:
  std::vector<std::uint8_t> room_;
  void read(const_bytes data) {
    for (const auto each : data) sum += each;
  }
};

std::vector<std::uint8_t> random_packet(random_source &random) {
  auto data = random.bytes(random.below(random.below(8) ? 120 : 3000));
  if (data.size() < 40) return data;
  const bool is4 = random.below(2) == 0;
  data[0] = is4 ? static_cast<std::uint8_t>(0x40 | (random.below(8) ? 5 : random.below(16))) : 0x60;
  const std::size_t length = random.below(8) ? data.size() : random.below(data.size() + 2);
  store_be16(&data[is4 ? 2 : 4], static_cast<std::uint32_t>(is4 || length < 40 ? length : length - 40));
  constexpr std::uint8_t protocols[] = {1, 6, 17, 44, 58};
  data[is4 ? 9 : 6] = protocols[random.below(5)];
  if (is4 && random.below(2)) store_be16(&data[6], random.below(2) ? 0x4000 : 0);
  // Addresses of the peers, of the resolver and of nobody.
  std::uint8_t *addresses = &data[is4 ? 12 : 8];
  for (std::size_t i = 0; i < (is4 ? 8u : 32u); i++) addresses[i] = 0;
  addresses[is4 ? 3 : 15] = static_cast<std::uint8_t>(random.below(6));
  addresses[is4 ? 7 : 31] = static_cast<std::uint8_t>(random.below(6));
  if (data.size() > 60 && random.below(2)) store_be16(&data[is4 ? 22 : 42], 53);
  return data;
}

ip_prefix host(std::uint8_t family, std::uint8_t last) {
  ip_address address{family, {}};
  address.octets[address.size() - 1] = last;
  return {address, static_cast<std::uint8_t>(address.size() * 8)};
}

void install(engine &into, random_source &random, std::uint32_t index, milliseconds now) {
  // The same key both ways and an index of its own: what is sent can be received again.
  static constexpr std::uint8_t key[32] = {1, 2, 3};
  const session_parameters parameters{index,
                                      index,
                                      key,
                                      key,
                                      random.below(2) ? session_role::initiator : session_role::responder,
                                      1,
                                      endpoint{host(4, 9).address, 9},
                                      now - static_cast<milliseconds>(random.below(190'000))};
  into.install_session(1 + index % 2, parameters, now);
}

void set_peer(engine &into, random_source &random, std::uint32_t id) {
  const auto last = static_cast<std::uint8_t>(id);
  into.set_peer({id, {host(4, last), host(6, last)}, random.below(2) == 0, 1280 + random.below(200),
                 random.below(2) ? 25'000 : 0});
}

/// One command of the core, of which most make no sense at the moment.
void command(engine &into, random_source &random, milliseconds now) {
  const auto index = static_cast<std::uint32_t>(random.below(sessions));
  const auto peer = static_cast<std::uint32_t>(1 + random.below(2));
  switch (random.below(9)) {
  case 0:
    return set_peer(into, random, peer);
  case 1:
    return random.below(8) ? void() : into.remove_peer(peer);
  case 2:
    return install(into, random, index, now);
  case 3:
    return random.below(4) ? void() : into.remove_session(index);
  case 4:
    return into.set_endpoint(peer, 1, {host(6, 8).address, 8});
  case 5:
    return into.seal_control(index, random.bytes(random.below(1400)), now);
  case 6:
    return random.below(2) ? into.own_index(7) : into.release_index(7);
  case 7:
    return into.refuse(host(4, static_cast<std::uint8_t>(random.below(6))).address, unreachable_reason::prohibited,
                       now + static_cast<milliseconds>(random.below(3000)), now);
  default:
    return into.answer_dns(static_cast<std::uint32_t>(random.below(2000)), random.bytes(random.below(600)), now);
  }
}

} // namespace

void check_engine_with_random_input() {
  random_source random(4);
  reading_output output;
  const std::uint8_t key[32] = {};
  engine tested(key, output);
  tested.set_resolver({host(4, 5).address, host(6, 5).address});
  tested.set_virtual_addresses({host(4, 0).address}, {{host(4, 0).address, 24}, {host(6, 0).address, 64}});
  milliseconds now = 1'000'000;
  for (int step = 0; step < 300'000; step++) {
    if (random.below(20) == 0) now += static_cast<milliseconds>(random.below(400));
    tested.time_reached(now);
    const endpoint source{host(4, static_cast<std::uint8_t>(random.below(20))).address, 1};
    if (random.below(10) == 0) command(tested, random, now);
    auto data = random_packet(random);
    tested.tun_packet_received(data, now);
    auto noise = random.bytes(random.below(200));
    if (noise.size() > 8) {
      store_le32(noise.data(), static_cast<std::uint32_t>(random.below(6)));
      store_le32(&noise[4], static_cast<std::uint32_t>(random.below(8)));
    }
    tested.datagram_received(1, source, noise, now);
    for (auto &each : std::exchange(output.datagrams, {})) tested.datagram_received(1, source, each, now);
    output.datagrams.clear();
  }
  CHECK(output.sum > 0);
  CHECK(tested.totals().value(static_cast<std::size_t>(count::received_packets)) > 0);
  CHECK(tested.totals().value(static_cast<std::size_t>(count::inner_source_refused)) > 0);
  CHECK(tested.totals().value(static_cast<std::size_t>(count::control_received)) > 0);
}

} // namespace ntm::check
