// Sends hostile datagrams as fast as one sender of this machine can, or at a given rate. A tool of the lab, IPv4 only.
//
//   sender mutate ADDRESS PORT COUNT RATE SEEDS       captured datagrams (each u16 big-endian length, bytes) cut,
//                                                     lengthened, sent again, changed, and noise
//   sender initiations ADDRESS PORT COUNT RATE KEY    messages 1 with a right mac1 for the public key (hexadecimal) and
//                                                     noise for the rest, each from a made-up source in 100.64.0.0/10
//   sender transport ADDRESS PORT COUNT RATE INDEX    type 4 of 148 bytes that no key opens, from such sources too; INDEX
//                                                     of a session (8 hexadecimal digits, as on the wire) or "random"
//   sender responses ADDRESS PORT COUNT RATE KEY      messages 2 with a right mac1 for the public key, from such sources
//   sender cookies ADDRESS PORT COUNT RATE -          messages 3, which have no mac1, from such sources
//   sender probe ADDRESS PORT COUNT RATE SOURCE       SYN, SYN-ACK, RST and UDP in turn from that source;
//                                                     ADDRESS or ADDRESS:PORT, any port where there is none
//
// RATE is datagrams a second, 0 for no limit. Ends when all are sent or by SIGTERM, with one line of JSON.
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "../../../android-node/dataplane/test/native/mutated.h"

namespace {

using datagram = std::vector<std::uint8_t>;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t batch = 64;
constexpr std::uint32_t first_made_up_source = 0x64400000, made_up_sources = 1u << 22;

volatile std::sig_atomic_t asked_to_end = 0;

[[noreturn]] void fail(const std::string &what) {
  std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(1);
}

std::vector<datagram> read_seeds(const char *path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(file)), {});
  std::vector<datagram> seeds;
  for (std::size_t at = 0; at + 2 <= all.size();) {
    const std::size_t size = static_cast<std::uint8_t>(all[at]) << 8 | static_cast<std::uint8_t>(all[at + 1]);
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(at + 2);
    seeds.emplace_back(from, from + static_cast<std::ptrdiff_t>(std::min(size, all.size() - at - 2)));
    at += 2 + size;
  }
  if (seeds.empty()) fail("no seeds");
  return seeds;
}

std::uint16_t checksum(const std::uint8_t *data, std::size_t size, std::uint32_t sum) {
  for (std::size_t at = 0; at < size; at += 2) sum += data[at] << 8 | (at + 1 < size ? data[at + 1] : 0);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return htons(static_cast<std::uint16_t>(~sum));
}

/// An IPv4 packet around a transport header with its payload.
datagram ip_packet(std::uint32_t source, const sockaddr_in &to, std::uint8_t protocol, const datagram &transport) {
  datagram out(sizeof(iphdr) + transport.size());
  iphdr head{};
  head.version = 4;
  head.ihl = 5;
  head.tot_len = htons(static_cast<std::uint16_t>(out.size()));
  head.ttl = 64;
  head.protocol = protocol;
  head.saddr = htonl(source);
  head.daddr = to.sin_addr.s_addr;
  std::memcpy(out.data(), &head, sizeof head);
  std::memcpy(out.data() + sizeof head, transport.data(), transport.size());
  return out;
}

datagram udp_datagram(std::uint16_t source_port, std::uint16_t port, const datagram &payload) {
  datagram out(sizeof(udphdr) + payload.size());
  udphdr head{};
  head.source = htons(source_port);
  head.dest = htons(port);
  head.len = htons(static_cast<std::uint16_t>(out.size()));
  std::memcpy(out.data(), &head, sizeof head);
  std::memcpy(out.data() + sizeof head, payload.data(), payload.size());
  return out;
}

datagram tcp_segment(ntm::check::random_source &random, const sockaddr_in &from, const sockaddr_in &to, int turn) {
  tcphdr head{};
  head.source = from.sin_port != 0 ? from.sin_port : htons(static_cast<std::uint16_t>(1024 + random.below(60'000)));
  head.dest = to.sin_port;
  head.seq = static_cast<std::uint32_t>(random.next());
  head.ack_seq = static_cast<std::uint32_t>(random.next());
  head.doff = 5;
  head.syn = turn == 0 || turn == 1;
  head.ack = turn == 1;
  head.rst = turn == 2;
  head.window = htons(1024);
  const std::uint32_t source = ntohl(from.sin_addr.s_addr), target = ntohl(to.sin_addr.s_addr);
  const std::uint32_t addresses = (source >> 16) + (source & 0xffff) + (target >> 16) + (target & 0xffff);
  const std::uint32_t pseudo = addresses + IPPROTO_TCP + sizeof head;
  datagram out(sizeof head);
  std::memcpy(out.data(), &head, sizeof head);
  head.check = checksum(out.data(), out.size(), pseudo);
  std::memcpy(out.data(), &head, sizeof head);
  return out;
}

/// Messages 1 or 2, by their size, that pass the first look of whoever has the key.
std::vector<datagram> with_mac1(ntm::check::random_source &random, const std::string &key_text, std::uint8_t kind,
                                std::size_t length) {
  std::uint8_t input[40], key[32];
  std::memcpy(input, "mac1----", 8);
  for (std::size_t i = 0; i < 32; i++)
    input[8 + i] = static_cast<std::uint8_t>(std::stoul(key_text.substr(i * 2, 2), nullptr, 16));
  if (EVP_Digest(input, sizeof input, key, nullptr, EVP_blake2s256(), nullptr) != 1) fail("no BLAKE2s");
  std::vector<datagram> made;
  for (std::size_t i = 0; i < 8192; i++) {
    datagram message = random.bytes(length);
    const std::uint8_t type[4] = {kind, 0, 0, 0};
    std::memcpy(message.data(), type, sizeof type);
    std::memset(&message[length - 16], 0, 16);
    std::size_t size = 16, written = 0;
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t("size", &size), OSSL_PARAM_construct_end()};
    if (!EVP_Q_mac(nullptr, "BLAKE2SMAC", nullptr, nullptr, parameters, key, sizeof key, message.data(),
                   length - 32, &message[length - 32], 16, &written))
      fail("no keyed BLAKE2s");
    made.push_back(message);
  }
  return made;
}

/// Packets that belong to no session, or to one whose key their maker has not.
std::vector<datagram> transport_packets(ntm::check::random_source &random, const std::string &index) {
  std::vector<datagram> made;
  for (std::size_t i = 0; i < 8192; i++) {
    datagram packet = random.bytes(148);
    const std::uint8_t type[4] = {4, 0, 0, 0};
    std::memcpy(packet.data(), type, sizeof type);
    for (std::size_t at = 0; at < 4 && index != "random"; at++)
      packet[4 + at] = static_cast<std::uint8_t>(std::stoul(index.substr(at * 2, 2), nullptr, 16));
    made.push_back(packet);
  }
  return made;
}

/// Messages 3: whether one is right only its receiver can tell.
std::vector<datagram> cookies(ntm::check::random_source &random) {
  std::vector<datagram> made;
  for (std::size_t i = 0; i < 8192; i++) {
    datagram message = random.bytes(64);
    const std::uint8_t type[4] = {3, 0, 0, 0};
    std::memcpy(message.data(), type, sizeof type);
    made.push_back(message);
  }
  return made;
}

} // namespace

int main(int count_of_words, char **words) {
  if (count_of_words != 7) return 2;
  const std::string mode = words[1], last = words[6];
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(words[3])));
  if (inet_pton(AF_INET, words[2], &to.sin_addr) != 1) fail("no IPv4 address");
  const std::size_t count = std::strtoull(words[4], nullptr, 10);
  const double rate = std::strtod(words[5], nullptr);
  const bool raw = mode != "mutate";
  const int socket_number = raw ? socket(AF_INET, SOCK_RAW, IPPROTO_RAW) : socket(AF_INET, SOCK_DGRAM, 0);
  if (socket_number < 0) fail("socket");

  ntm::check::random_source random(static_cast<std::uint64_t>(getpid()));
  const auto seeds = mode == "mutate" ? read_seeds(words[6]) : std::vector<datagram>{};
  const auto forged = mode == "initiations" ? with_mac1(random, last, 1, 148)
                      : mode == "responses" ? with_mac1(random, last, 2, 92)
                      : mode == "cookies"   ? cookies(random)
                      : mode == "transport" ? transport_packets(random, last)
                                            : std::vector<datagram>{};
  sockaddr_in own{};
  const std::size_t colon = last.find(':');
  if (colon != std::string::npos) own.sin_port = htons(static_cast<std::uint16_t>(std::stoul(last.substr(colon + 1))));
  if (mode == "probe" && inet_pton(AF_INET, last.substr(0, colon).c_str(), &own.sin_addr) != 1) fail("no IPv4 source");

  const auto next = [&](std::size_t number) {
    if (mode == "mutate") return ntm::check::hostile(random, seeds);
    if (!forged.empty()) {
      const auto source = first_made_up_source + static_cast<std::uint32_t>(random.below(made_up_sources));
      return ip_packet(source, to, IPPROTO_UDP, udp_datagram(5000, ntohs(to.sin_port), forged[number % forged.size()]));
    }
    const std::uint32_t source = ntohl(own.sin_addr.s_addr);
    const int turn = static_cast<int>(number % 4);
    if (turn == 3) return ip_packet(source, to, IPPROTO_UDP, udp_datagram(5000, 40'000, datagram(20)));
    return ip_packet(source, to, IPPROTO_TCP, tcp_segment(random, own, to, turn));
  };

  std::signal(SIGTERM, [](int) { asked_to_end = 1; });
  std::size_t sent = 0, bytes = 0, refused = 0;
  const auto begun = clock_type::now();
  std::vector<datagram> data(batch);
  std::vector<iovec> parts(batch);
  std::vector<mmsghdr> messages(batch);
  for (std::size_t number = 0; number < count && !asked_to_end;) {
    const std::size_t some = std::min(batch, count - number);
    for (std::size_t i = 0; i < some; i++) {
      data[i] = next(number++);
      parts[i] = {data[i].data(), data[i].size()};
      messages[i] = {};
      messages[i].msg_hdr = {&to, sizeof to, &parts[i], 1, nullptr, 0, 0};
    }
    for (std::size_t at = 0; at < some;) {
      const int taken = sendmmsg(socket_number, &messages[at], static_cast<unsigned>(some - at), 0);
      if (taken <= 0) {
        refused++;
        at++;
        continue;
      }
      for (int i = 0; i < taken; i++) bytes += data[at + static_cast<std::size_t>(i)].size();
      sent += static_cast<std::size_t>(taken);
      at += static_cast<std::size_t>(taken);
    }
    if (rate <= 0) continue;
    std::this_thread::sleep_until(begun + std::chrono::duration<double>(static_cast<double>(number) / rate));
  }
  const double seconds = std::chrono::duration<double>(clock_type::now() - begun).count();
  std::printf("{\"sent\":%zu,\"bytes\":%zu,\"refused\":%zu,\"seconds\":%.2f}\n", sent, bytes, refused, seconds);
}
