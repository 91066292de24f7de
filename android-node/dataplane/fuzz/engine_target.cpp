#include "../engine/engine.h"
#include "script.h"
#include "sealed_peer.h"
#include "sound_packet.h"
#include "targets.h"
#include "watched_output.h"

namespace ntm::fuzz {
namespace {

constexpr std::size_t largest_packet = 3000;
constexpr std::size_t most_steps = 200;

ip_address address_of(std::uint8_t family, std::uint8_t last) {
  ip_address address{family, {}};
  address.octets[0] = family == 4 ? 198 : 0xfd;
  address.octets[address.size() - 1] = last;
  return address;
}

ip_prefix host(std::uint8_t family, std::uint8_t last) {
  const auto address = address_of(family, last);
  return {address, static_cast<std::uint8_t>(address.size() * 8)};
}

/// This node is ...1, the resolver ...5, peer 1 a node at ...2, peer 2 a stock peer at ...3.
class played_engine {
public:
  explicit played_engine(const_bytes input) : from_(input), tested_(sealed_peer::receiver_key(), output_) {
    tested_.set_virtual_addresses({address_of(4, 1), address_of(6, 1)},
                                  {{address_of(4, 0), 24}, {address_of(6, 0), 64}});
    tested_.set_resolver({address_of(4, 5), address_of(6, 5)});
    for (std::uint32_t id = 1; id <= 2; id++) {
      const auto last = static_cast<std::uint8_t>(id + 1);
      tested_.set_peer({id, {host(4, last), host(6, last)}, id == 2, 1280, id == 2 ? 25'000 : 0});
    }
    output_.may_deliver = [](const ip_packet &packet) {
      // To this node from a node; a stock peer may send on to networks behind it.
      const auto last = packet.source.octets[packet.source.size() - 1];
      return last == 3 || packet.destination == address_of(packet.destination.family, 1);
    };
  }

  void play() {
    for (std::size_t i = 0; i < most_steps && !from_.done(); i++) step();
    // Whatever happened: after a day nothing is under way any more but what wakes for keep-alives.
    now_ += 86'400'000;
    tested_.time_reached(now_);
    CHECK(!tested_.next_deadline() || *tested_.next_deadline() > now_);
  }

private:
  script from_;
  watched_output output_;
  engine tested_;
  sealed_peer peers_[2]{{1, 1}, {2, 2}};
  milliseconds now_ = 1'000'000;

  void step() {
    switch (from_.u8() % 10) {
    case 0: {
      auto data = from_.data(largest_packet);
      return tested_.tun_packet_received(data, now_);
    }
    case 1:
      return inner_packet(from_.u8());
    case 2:
      return stranger(from_.data(largest_packet));
    case 3:
      return handshake(from_.u8());
    case 4:
      now_ += from_.u16();
      return tested_.time_reached(now_);
    case 5: {
      const auto index = from_.u8() % 3u;
      return tested_.seal_control(index, from_.data(1500), now_);
    }
    case 6:
      return install(from_.u8());
    case 7:
      return command(from_.u8());
    case 8:
      return refused(peers_[0].last, count::replayed);
    default:
      return forged(from_.u16());
    }
  }

  endpoint source() { return {address_of(4, static_cast<std::uint8_t>(200 + from_.u8() % 8)), 4242}; }

  void install(std::uint8_t choice) {
    sealed_peer &peer = peers_[choice & 1];
    const auto role = choice & 2 ? session_role::initiator : session_role::responder;
    peer.restart();
    tested_.install_session(peer.id, {peer.index, peer.index, sealed_peer::key(), sealed_peer::key(), role, 1,
                                      endpoint{address_of(4, 200), 4242}, now_ - (choice >> 2) * 2900}, now_);
  }

  /// What only a correspondent can send: any plaintext at all, sealed for the session.
  void inner_packet(std::uint8_t choice) {
    sealed_peer &peer = peers_[choice & 1];
    peer.skip(choice >> 4);
    const auto plaintext = from_.data(largest_packet);
    auto datagram = peer.seal(plaintext);
    tested_.datagram_received(1, source(), datagram, now_);
  }

  /// What anyone can send brings nothing out but one handshake message to judge, or under load a smaller cookie.
  void stranger(std::vector<std::uint8_t> datagram) {
    if (datagram.size() >= 16 && load_le32(datagram.data()) == 4 && load_le32(&datagram[4]) % 4 < 3) {
      store_le32(&datagram[4], load_le32(&datagram[4]) % 4);
    }
    output_.begin();
    tested_.datagram_received(1, source(), datagram, now_);
    CHECK(output_.delivered == 0 && output_.answered == 0 && output_.datagrams + output_.raised <= 1);
    CHECK(output_.sent_bytes < std::max<std::size_t>(datagram.size(), 1));
  }

  void handshake(std::uint8_t choice) {
    constexpr std::size_t sizes[] = {0, 148, 92, 64};
    const std::uint32_t type = 1 + choice % 3;
    auto message = from_.data(sizes[type]);
    message.resize(choice & 0x40 ? message.size() : sizes[type]);
    if (message.size() >= 4) store_le32(message.data(), type);
    if (choice & 0x20 && type != 1) answers_index_0(message);
    if (choice & 0x80) sealed_peer::write_mac1(message);
    stranger(std::move(message));
  }

  /// Makes of it an answer to a message 1 that the host has just sent.
  void answers_index_0(std::vector<std::uint8_t> &message) {
    std::vector<std::uint8_t> initiation(148);
    store_le32(initiation.data(), 1);
    tested_.host_sends(initiation, now_);
    const std::size_t at = message.size() >= 12 && message[0] == 2 ? 8 : 4;
    if (message.size() >= at + 4) store_le32(&message[at], 0);
  }

  void command(std::uint8_t choice) {
    switch (choice % 8) {
    case 0:
      return tested_.set_path_mtu(1 + choice / 8 % 2u, 1280 + from_.u8());
    case 1:
      return tested_.refuse(address_of(choice & 128 ? 4 : 6, from_.u8() % 8),
                            static_cast<unreachable_reason>(choice % 4), now_ + from_.u16() % 5000, now_);
    case 2: {
      const auto id = from_.u8();
      return tested_.answer_dns(id, from_.data(1500), now_);
    }
    case 3:
      return choice & 128 ? tested_.own_index(0) : tested_.release_index(0);
    case 4:
      return tested_.remove_session(1 + choice / 8 % 2u);
    case 5:
      return tested_.set_endpoint(1 + choice / 8 % 2u, 1, source());
    case 6:
      return flood();
    default:
      tested_.remove_peer(1 + choice / 8 % 2u);
      return tested_.set_peer({1 + choice / 8 % 2u, {host(4, 2 + choice / 8 % 2)}, choice / 8 % 2 == 1, 1400, 0});
    }
  }

  /// So many messages 1 at once that sources must prove themselves from then on.
  void flood() {
    std::vector<std::uint8_t> message(148);
    store_le32(message.data(), 1);
    sealed_peer::write_mac1(message);
    for (int i = 0; i < 520; i++) {
      const endpoint from{address_of(4, static_cast<std::uint8_t>(i)), 1};
      tested_.datagram_received(1, from, message, now_);
    }
  }

  /// A packet that came before, once more.
  void refused(std::vector<std::uint8_t> datagram, count why) {
    if (datagram.empty()) return;
    const auto expected = tested_.totals().value(static_cast<std::size_t>(why));
    const auto before = peers_state();
    output_.begin();
    tested_.datagram_received(1, source(), datagram, now_);
    CHECK(output_.silent());
    CHECK(peers_state() == before);
    CHECK(tested_.totals().value(static_cast<std::size_t>(why)) <= expected + 1);
  }

  /// The packet that the peer would send next, with one bit changed.
  void forged(std::uint16_t bit) {
    auto datagram = peers_[0].seal(std::vector<std::uint8_t>(48, 0x45));
    const std::size_t at = 8 + bit / 8u % (datagram.size() - 8);
    datagram[at] ^= static_cast<std::uint8_t>(1 << bit % 8);
    peers_[0].last.clear();
    refused(std::move(datagram), count::authentication_failed);
  }

  std::vector<std::uint64_t> peers_state() const {
    std::vector<std::uint64_t> state{static_cast<std::uint64_t>(tested_.next_deadline().value_or(0))};
    tested_.for_each_peer([&](const peer &each) {
      state.insert(state.end(), {each.id, each.sent_packets, each.received_packets, each.received_bytes,
                                 static_cast<std::uint64_t>(each.last_received_at.value_or(0)),
                                 static_cast<std::uint64_t>(each.last_sent_at), each.sessions.size()});
    });
    return state;
  }
};

} // namespace

/// A node with two peers: packets of the TUN, of correspondents and of strangers, commands and time, in any order.
void try_engine(const_bytes input) { played_engine(input).play(); }

} // namespace ntm::fuzz
