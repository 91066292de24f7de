#include <cerrno>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../drivers/linux/divided_socket.h"
#include "../../drivers/linux/socket_address.h"
#include "checks.h"

namespace ntm::check {
namespace {

using datagram = std::vector<std::uint8_t>;

datagram of_type(std::uint8_t type, std::size_t size) {
  datagram out(size);
  if (size > 0) out[0] = type;
  return out;
}

/// A socket of somebody who sends to one port.
class sender {
public:
  explicit sender(const endpoint &to) : file_(::socket(to.address.family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0)) {
    sockaddr_storage address;
    const socklen_t length = write_socket_address(to, address);
    CHECK(connect(file_.number(), reinterpret_cast<sockaddr *>(&address), length) == 0);
  }
  void send(const datagram &what) {
    CHECK(::send(file_.number(), what.data(), what.size(), 0) == static_cast<ssize_t>(what.size()));
  }

private:
  file_descriptor file_;
};

/// How many datagrams wait at a file; it has none any more after that.
std::size_t take_all(const file_descriptor &file) {
  std::uint8_t room[2048];
  std::size_t count = 0;
  while (recv(file.number(), room, sizeof room, 0) >= 0) count++;
  CHECK(errno == EAGAIN);
  return count;
}

struct open_port {
  divided_socket socket;
  endpoint local;
};

open_port open_at(const char *address) {
  open_port out;
  out.local.address = *parse_address(address);
  CHECK(out.socket.open({out.local.address, 0}, out.local.port) == 0);
  CHECK(out.local.port != 0);
  return out;
}

void check_division(const char *address) {
  auto [socket, local] = open_at(address);
  const file_descriptor &tunnels = socket.file(origin::correspondent), &newcomers = socket.file(origin::newcomer);
  CHECK(newcomers.is_open());
  sender from(local);
  const struct {
    datagram what;
    bool of_correspondent;
  } kinds[] = {
      {of_type(1, 148), false}, {of_type(2, 92), true},   {of_type(3, 64), true},   {of_type(4, 32), true},
      {of_type(4, 1452), true}, {of_type(4, 31), false},  {of_type(0, 0), false},   {of_type(4, 3), false},
      {of_type(5, 100), false}, {of_type(0x40, 80), false}, {datagram(300, 0x04), false},
  };
  for (const auto &[what, of_correspondent] : kinds) {
    from.send(what);
    CHECK(take_all(tunnels) == (of_correspondent ? 1 : 0));
    CHECK(take_all(newcomers) == (of_correspondent ? 0 : 1));
  }
  divided_socket second;
  std::uint16_t port = local.port;
  CHECK(second.open(local, port) == EADDRINUSE);
}

void check_flood_takes_no_room_of_tunnels() {
  auto [socket, local] = open_at("127.0.0.1");
  sender from(local);
  for (int i = 0; i < 20'000; i++) from.send(of_type(1, 148));
  for (int i = 0; i < 100; i++) from.send(of_type(4, 1452));
  CHECK(take_all(socket.file(origin::correspondent)) == 100);
  const std::size_t taken = take_all(socket.file(origin::newcomer));
  CHECK(taken > 100 && taken < 5000);
  CHECK(socket.take_unread(origin::newcomer) == 20'000 - taken);
  CHECK(socket.take_unread(origin::newcomer) == 0);
  CHECK(socket.take_unread(origin::correspondent) == 0);
}

/// A system that gives one socket only, as one whose kernel does not divide.
void check_one_socket_takes_all() {
  const int next = dup(0);
  close(next);
  rlimit before;
  CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(next) + 1;
  CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
  auto [socket, local] = open_at("127.0.0.1");
  CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(!socket.file(origin::newcomer).is_open());
  sender from(local);
  for (const datagram &each : {of_type(1, 148), of_type(4, 32), of_type(0, 0)}) from.send(each);
  CHECK(take_all(socket.file(origin::correspondent)) == 3);
  CHECK(socket.take_unread(origin::newcomer) == 0);
}

} // namespace

void check_ports_are_divided() {
  check_division("127.0.0.1");
  check_division("::1");
  check_flood_takes_no_room_of_tunnels();
  check_one_socket_takes_all();
}

} // namespace ntm::check
