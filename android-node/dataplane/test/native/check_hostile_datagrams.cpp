#include <openssl/evp.h>
#include <string>
#include <utility>

#include "../../engine/engine.h"
#include "checks.h"
#include "mutated.h"

namespace ntm::check {
namespace {

using packet = std::vector<std::uint8_t>;

constexpr std::uint8_t own_key[32] = {9};
constexpr std::uint8_t send_key[32] = {1}, receive_key[32] = {2};
constexpr std::uint32_t index_here = 0x10203040, index_there = 0x50607080, coordinator_index = 0x0a0b0c0d,
                        awaited_index = 0x0e0f1011;
constexpr milliseconds start = 1'000'000;

ip_address host(std::uint8_t family, std::uint8_t last) {
  ip_address address{family, {}};
  address.octets[0] = family == 4 ? 198 : 0xfd;
  address.octets[1] = family == 4 ? 18 : 0;
  address.octets[address.size() - 1] = last;
  return address;
}

ip_prefix prefix_of(const ip_address &address) { return {address, static_cast<std::uint8_t>(address.size() * 8)}; }

/// Keeps datagrams and counts the rest.
class counting_output final : public engine_output {
public:
  std::vector<packet> datagrams;
  std::vector<packet> delivered;
  std::size_t answers = 0, handshakes = 0, sealed = 0, others = 0;

  std::uint8_t *datagram_room(std::size_t size) override {
    room_.assign(size, 0);
    return room_.data();
  }
  void send_datagram(std::uint32_t, const endpoint &, std::size_t) override { datagrams.push_back(room_); }
  void deliver(bytes data) override { delivered.emplace_back(data.begin(), data.end()); }
  void answer(const_bytes) override { answers++; }
  void raise(const event &what) override {
    if (what.kind == event_kind::handshake_received) handshakes++;
    else if (what.kind == event_kind::sealed_received) sealed++;
    else others++;
  }

private:
  packet room_;
};

/// One node with its correspondent, a session between them, and a session with a coordinator.
struct node {
  counting_output output;
  engine tested{own_key, output};

  explicit node(bool is_correspondent) {
    const std::uint8_t own = is_correspondent ? 2 : 1, other = is_correspondent ? 1 : 2;
    tested.set_virtual_addresses({host(4, own), host(6, own)}, {{host(4, 0), 15}, {host(6, 0), 64}});
    tested.set_peer({7, {prefix_of(host(4, other)), prefix_of(host(6, other))}, false, 1420, 0});
    const auto here = is_correspondent ? index_there : index_here, there = is_correspondent ? index_here : index_there;
    const_bytes sends = is_correspondent ? const_bytes(receive_key) : const_bytes(send_key);
    const_bytes receives = is_correspondent ? const_bytes(send_key) : const_bytes(receive_key);
    const session_parameters with{here, there, sends, receives, session_role::initiator, 1, where(other), start};
    CHECK(tested.install_session(7, with, start));
    tested.own_index(coordinator_index);
    packet initiation(148);
    store_le32(initiation.data(), 1);
    store_le32(&initiation[4], awaited_index);
    tested.host_sends(initiation, start);
    tested.time_reached(start);
  }

  static endpoint where(std::uint8_t last) { return {host(4, last), 5}; }
};

/// Every figure and address that a datagram could change, but the counters of what was refused or handed up.
std::string dump(node &of) {
  std::string text;
  const auto add = [&](auto value) { text += std::to_string(value) + ' '; };
  of.tested.for_each_peer([&](const peer &each) {
    add(each.sent_bytes), add(each.sent_packets), add(each.received_bytes), add(each.received_packets);
    add(each.last_received_at.value_or(-1)), add(each.last_sent_at), add(each.path_mtu);
    add(each.sent_unanswered_at.value_or(-1)), add(each.received_unanswered_at.value_or(-1));
    add(each.current ? each.current->local_index() : 0);
    for (const session *with : each.sessions) {
      add(with->local_index()), add(with->established_at()), add(with->confirmed);
      text += with->destination ? format_endpoint(*with->destination) : "-";
    }
  });
  constexpr count kept[] = {count::sent_packets,     count::sent_bytes,       count::received_packets,
                            count::received_bytes,   count::keepalives_sent,  count::keepalives_received,
                            count::control_sent,     count::control_received, count::fragmented,
                            count::queue_expired,    count::queue_overflow,   count::counter_exhausted,
                            count::tun_malformed,    count::no_route,         count::no_session};
  for (const auto each : kept) add(of.tested.totals().value(static_cast<std::size_t>(each)));
  return text;
}

std::uint64_t total(node &of, std::initializer_list<count> names) {
  std::uint64_t sum = 0;
  for (const auto each : names) sum += of.tested.totals().value(static_cast<std::size_t>(each));
  return sum;
}

/// How many datagrams came to their end so far: refused by a reason, or handed up.
std::uint64_t processed(node &of) {
  return total(of, {count::unknown_datagram, count::mac1_failed, count::handshake_over_limit, count::unknown_index,
                    count::session_expired, count::authentication_failed, count::replayed, count::unknown_payload,
                    count::malformed_inner, count::inner_source_refused, count::inner_destination_refused,
                    count::handshakes_received, count::own_index_received, count::cookies_sent});
}

packet inner_packet(std::uint8_t family, std::size_t payload) {
  const std::size_t header = family == 4 ? 20 : 40;
  packet out(header + 8 + payload);
  out[0] = family == 4 ? 0x45 : 0x60;
  store_be16(&out[family == 4 ? 2 : 4], static_cast<std::uint32_t>(family == 4 ? out.size() : out.size() - 40));
  out[family == 4 ? 9 : 6] = 17;
  out[family == 4 ? 8 : 7] = 64;
  const ip_address from = host(family, 2), to = host(family, 1);
  std::memcpy(&out[family == 4 ? 12 : 8], from.octets.data(), from.size());
  std::memcpy(&out[family == 4 ? 16 : 24], to.octets.data(), to.size());
  return out;
}

/// A message 1 or 2 that everybody can make who knows the node's public key: its mac1 is right, the rest is noise.
packet handshake_with_mac1(random_source &random, std::uint8_t type, std::size_t size) {
  packet message = random.bytes(size);
  store_le32(message.data(), type);
  if (type == 2) store_le32(&message[8], awaited_index);
  std::uint8_t input[40], key[32];
  std::memcpy(input, "mac1----", 8);
  std::memcpy(input + 8, own_key, 32);
  CHECK(EVP_Digest(input, sizeof input, key, nullptr, EVP_blake2s256(), nullptr) == 1);
  std::size_t mac_size = 16, written = 0;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t("size", &mac_size), OSSL_PARAM_construct_end()};
  CHECK(EVP_Q_mac(nullptr, "BLAKE2SMAC", nullptr, nullptr, parameters, key, sizeof key, message.data(), size - 32,
                  &message[size - 32], 16, &written));
  return message;
}

/// What a wire between the two showed: data of both families, control, a keep-alive, handshakes, the coordinator's.
std::vector<packet> captured(node &correspondent, random_source &random) {
  for (std::size_t i = 0; i < 12; i++) {
    packet data = inner_packet(i % 2 ? 4 : 6, i * 100);
    correspondent.tested.tun_packet_received(data, start);
  }
  packet control{0x11, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  correspondent.tested.seal_control(index_there, control, start);
  correspondent.tested.seal_control(index_there, {}, start);
  auto seeds = std::exchange(correspondent.output.datagrams, {});
  CHECK(seeds.size() >= 14);
  seeds.push_back(handshake_with_mac1(random, 1, 148));
  seeds.push_back(handshake_with_mac1(random, 2, 92));
  packet cookie = random.bytes(64), sealed = random.bytes(96);
  store_le32(cookie.data(), 3);
  store_le32(&cookie[4], awaited_index);
  store_le32(sealed.data(), 4);
  store_le32(&sealed[4], coordinator_index);
  seeds.push_back(cookie);
  seeds.push_back(sealed);
  return seeds;
}

} // namespace

void check_hostile_datagrams_change_nothing(std::size_t datagrams) {
  random_source random(6);
  node attacked(false), spared(false), correspondent(true);
  const auto seeds = captured(correspondent, random);
  for (const auto &each : seeds) {
    for (node *one : {&attacked, &spared}) {
      packet copy = each;
      one->tested.datagram_received(1, node::where(2), copy, start);
    }
  }
  CHECK(attacked.output.delivered.size() == 12 && attacked.output.others == 1);
  CHECK(dump(attacked) == dump(spared));
  const std::uint64_t before = processed(attacked);
  const auto others = attacked.output.others;
  attacked.output.datagrams.clear();
  spared.output.datagrams.clear();
  attacked.output.delivered.clear();

  milliseconds now = start;
  for (std::size_t sent = 0; sent < datagrams; sent++) {
    // A hundred a millisecond, so that the buckets of sources fill and empty, but no session ends meanwhile.
    if (sent % 100 == 0) {
      now = start + static_cast<milliseconds>(sent / 100 % 100'000);
      attacked.tested.time_reached(now);
      spared.tested.time_reached(now);
    }
    packet datagram = hostile(random, seeds);
    const endpoint source{host(4, static_cast<std::uint8_t>(random.below(250))), 5};
    attacked.tested.datagram_received(1, source, datagram, now);
  }
  CHECK(processed(attacked) - before == datagrams);
  CHECK(attacked.output.delivered.empty() && attacked.output.answers == 0);
  CHECK(attacked.output.others == spared.output.others && others == 1);
  // All that hostile datagrams bring about is cookies, each shorter than what asked for it.
  std::erase_if(attacked.output.datagrams, [](const packet &each) { return each.size() == 64 && each[0] == 3; });
  CHECK(attacked.output.datagrams == spared.output.datagrams && total(attacked, {count::cookies_sent}) > 0);
  CHECK(dump(attacked) == dump(spared));
  CHECK(total(attacked, {count::replayed}) > datagrams / 20 && total(attacked, {count::mac1_failed}) > 0);
  CHECK(total(attacked, {count::unknown_index}) > 0 && attacked.output.handshakes > 0);

  // And now as if nothing had been: data both ways, and a new session.
  packet data = inner_packet(4, 500);
  correspondent.tested.tun_packet_received(data, now);
  for (auto &each : std::exchange(correspondent.output.datagrams, {}))
    attacked.tested.datagram_received(1, node::where(2), each, now);
  CHECK(attacked.output.delivered.size() == 1);
  const auto handshakes = attacked.output.handshakes;
  packet initiation = handshake_with_mac1(random, 1, 148);
  attacked.tested.datagram_received(1, node::where(251), initiation, now + 5'000);
  CHECK(attacked.output.handshakes == handshakes + 1);
  std::printf("%zu hostile datagrams processed, none with an effect\n", datagrams);
}

void check_hostile_inner_packets(std::size_t packets) {
  random_source random(7);
  node attacked(false), correspondent(true);
  // Sealed here and not by the correspondent's engine, which would not take them.
  peer nobody;
  session seals(nobody, {0, index_here, receive_key, send_key, session_role::initiator, 1, node::where(2), start});
  std::vector<packet> seeds;
  for (std::size_t i = 0; i < 8; i++) seeds.push_back(inner_packet(i % 2 ? 4 : 6, i * 60));
  std::size_t delivered = 0;
  for (std::size_t sent = 0; sent < packets; sent++) {
    const packet inner = hostile(random, seeds);
    packet sealed(inner.size() + session::overhead);
    CHECK(seals.seal(inner, 0, sealed.data()));
    attacked.tested.datagram_received(1, node::where(2), sealed, start);
    for (const auto &each : std::exchange(attacked.output.delivered, {})) {
      const auto parsed = parse_ip_packet(each);
      CHECK(parsed && parsed->length == each.size());
      CHECK(parsed->source == host(parsed->source.family, 2) && parsed->destination == host(parsed->source.family, 1));
      delivered++;
    }
  }
  CHECK(total(attacked, {count::received_packets}) == delivered && delivered > 0);
  CHECK(total(attacked, {count::received_packets, count::unknown_payload, count::malformed_inner,
                         count::inner_source_refused, count::inner_destination_refused, count::control_received,
                         count::control_over_limit, count::keepalives_received}) == packets);
  CHECK(attacked.output.answers == 0);
}

} // namespace ntm::check
