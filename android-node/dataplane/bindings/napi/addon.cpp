#include <array>

#include "plane_handle.h"
#include "results.h"
#include "values.h"

/// The functions of `NativeDataPlane` in src/native.ts, one by one: conversions only.
namespace ntm::binding {
namespace {

constexpr std::size_t most_arguments = 10;

/// The arguments of one call; a data plane that is closed makes every function do nothing.
struct call {
  napi_env env;
  std::array<napi_value, most_arguments> arguments{};
  ntm_plane *plane = nullptr;

  std::uint32_t u32(std::size_t i) const { return read_u32(env, arguments[i]); }
  std::string text(std::size_t i) const { return read_text(env, arguments[i]); }
  const_bytes data(std::size_t i) const { return read_bytes(env, arguments[i]); }
  bool flag(std::size_t i) const { return read_bool(env, arguments[i]); }
  milliseconds ms(std::size_t i) const { return read_milliseconds(env, arguments[i]); }
  napi_value check(int result, const char *what) const {
    throw_on_failure(env, result, what);
    return nullptr;
  }
};

call read_call(napi_env env, napi_callback_info info) {
  call made{env};
  std::size_t count = made.arguments.size();
  napi_get_cb_info(env, info, &count, made.arguments.data(), nullptr, nullptr);
  return made;
}

/// A function whose first argument is a data plane.
template <napi_value (*Body)(const call &)> napi_value with_plane(napi_env env, napi_callback_info info) {
  call made = read_call(env, info);
  made.plane = plane_handle::plane_of(env, made.arguments[0]);
  return made.plane ? Body(made) : nullptr;
}

/// Texts as the C interface takes them.
class text_list {
public:
  explicit text_list(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (const auto &text : texts_) pointers_.push_back(text.c_str());
  }
  const char *const *data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }

private:
  std::vector<std::string> texts_;
  std::vector<const char *> pointers_;
};

text_list texts(const call &c, std::size_t i) { return text_list(read_texts(c.env, c.arguments[i])); }

napi_value create(napi_env env, napi_callback_info info) {
  const call c = read_call(env, info);
  const std::string tun = c.text(1);
  const ntm_options options{c.data(0).data(), tun.c_str(), c.flag(2) ? 1 : 0, nullptr, nullptr};
  return plane_handle::create(env, options, c.arguments[3], tun.empty() && !c.flag(2));
}

napi_value close(napi_env env, napi_callback_info info) {
  plane_handle::close(env, read_call(env, info).arguments[0]);
  return nullptr;
}

napi_value boot_time(napi_env env, napi_callback_info) {
  return make_number(env, static_cast<double>(ntm_boot_time()));
}

napi_value time_reached(const call &c) {
  ntm_time_reached(c.plane, c.ms(1));
  return nullptr;
}

napi_value next_deadline(const call &c) {
  std::int64_t at = 0;
  return ntm_next_deadline(c.plane, &at) ? make_number(c.env, static_cast<double>(at)) : nullptr;
}

napi_value drain_all(const call &c) { return drain(c.env, c.plane); }

napi_value read_counters(const call &c) { return count(c.env, c.plane); }

napi_value open_socket(const call &c) {
  auto port = static_cast<std::uint16_t>(c.u32(4));
  const int result = ntm_open_socket(c.plane, c.u32(1), static_cast<int>(c.u32(2)), c.text(3).c_str(), &port);
  return throw_on_failure(c.env, result, "socket") ? nullptr : make_number(c.env, port);
}

napi_value close_socket(const call &c) {
  ntm_close_socket(c.plane, c.u32(1));
  return nullptr;
}

napi_value set_resolver(const call &c) {
  const auto addresses = texts(c, 1);
  return c.check(ntm_set_resolver(c.plane, addresses.data(), addresses.size()), "resolver");
}

napi_value set_virtual_addresses(const call &c) {
  const auto addresses = texts(c, 1), prefixes = texts(c, 2);
  return c.check(ntm_set_virtual_addresses(c.plane, addresses.data(), addresses.size(), prefixes.data(),
                                           prefixes.size()),
                 "virtual address");
}

napi_value set_peer(const call &c) {
  const auto prefixes = texts(c, 2);
  const ntm_peer_settings settings{c.u32(1), prefixes.data(), prefixes.size(), c.flag(3) ? 1 : 0, c.u32(4), c.ms(5)};
  return c.check(ntm_set_peer(c.plane, &settings), "prefix");
}

napi_value remove_peer(const call &c) {
  ntm_remove_peer(c.plane, c.u32(1));
  return nullptr;
}

napi_value install_session(const call &c) {
  const std::string endpoint = c.text(8);
  const ntm_session_settings settings{c.u32(1),           c.u32(2),  c.u32(3),         c.data(4).data(), c.data(5).data(),
                                      c.flag(6) ? 1 : 0, c.u32(7),  endpoint.c_str(), c.ms(9)};
  return c.check(ntm_install_session(c.plane, &settings), "session");
}

napi_value remove_session(const call &c) {
  ntm_remove_session(c.plane, c.u32(1));
  return nullptr;
}

napi_value set_endpoint(const call &c) {
  return c.check(ntm_set_endpoint(c.plane, c.u32(1), c.u32(2), c.text(3).c_str()), "endpoint");
}

napi_value set_path_mtu(const call &c) {
  ntm_set_path_mtu(c.plane, c.u32(1), c.u32(2));
  return nullptr;
}

napi_value seal_control(const call &c) {
  const const_bytes payload = c.data(2);
  ntm_seal_control(c.plane, c.u32(1), payload.data(), payload.size());
  return nullptr;
}

napi_value send_datagram(const call &c) {
  const const_bytes datagram = c.data(3);
  const std::string destination = c.text(2);
  return c.check(ntm_send_datagram(c.plane, c.u32(1), destination.c_str(), datagram.data(), datagram.size()), "datagram");
}

napi_value own_index(const call &c) {
  ntm_own_index(c.plane, c.u32(1));
  return nullptr;
}

napi_value release_index(const call &c) {
  ntm_release_index(c.plane, c.u32(1));
  return nullptr;
}

napi_value refuse(const call &c) {
  return c.check(ntm_refuse(c.plane, c.text(1).c_str(), c.flag(2) ? 1 : 0, c.ms(3)), "destination");
}

napi_value answer_dns(const call &c) {
  const const_bytes payload = c.data(2);
  ntm_answer_dns(c.plane, c.u32(1), payload.data(), payload.size());
  return nullptr;
}

napi_value datagram_received(const call &c) {
  const const_bytes datagram = c.data(3);
  const std::string source = c.text(2);
  return c.check(ntm_datagram_received(c.plane, c.u32(1), source.c_str(), datagram.data(), datagram.size()), "datagram");
}

napi_value tun_packets_received(const call &c) {
  std::uint32_t length = 0;
  napi_get_array_length(c.env, c.arguments[1], &length);
  for (std::uint32_t i = 0; i < length; i++) {
    napi_value element;
    if (napi_get_element(c.env, c.arguments[1], i, &element) != napi_ok) break;
    const const_bytes packet = read_bytes(c.env, element);
    ntm_tun_packet_received(c.plane, packet.data(), packet.size());
  }
  return nullptr;
}

struct exported {
  const char *name;
  napi_callback function;
};

constexpr exported functions[] = {
    {"create", create},
    {"close", close},
    {"bootTime", boot_time},
    {"timeReached", with_plane<time_reached>},
    {"nextDeadline", with_plane<next_deadline>},
    {"drain", with_plane<drain_all>},
    {"counters", with_plane<read_counters>},
    {"openSocket", with_plane<open_socket>},
    {"closeSocket", with_plane<close_socket>},
    {"setResolver", with_plane<set_resolver>},
    {"setVirtualAddresses", with_plane<set_virtual_addresses>},
    {"setPeer", with_plane<set_peer>},
    {"removePeer", with_plane<remove_peer>},
    {"installSession", with_plane<install_session>},
    {"removeSession", with_plane<remove_session>},
    {"setEndpoint", with_plane<set_endpoint>},
    {"setPathMtu", with_plane<set_path_mtu>},
    {"sealControl", with_plane<seal_control>},
    {"sendDatagram", with_plane<send_datagram>},
    {"ownIndex", with_plane<own_index>},
    {"releaseIndex", with_plane<release_index>},
    {"refuse", with_plane<refuse>},
    {"answerDns", with_plane<answer_dns>},
    {"datagramReceived", with_plane<datagram_received>},
    {"tunPacketsReceived", with_plane<tun_packets_received>},
};

} // namespace

napi_value make_exports(napi_env env, napi_value exports) {
  for (const auto &each : functions) {
    napi_value function;
    if (napi_create_function(env, each.name, NAPI_AUTO_LENGTH, each.function, nullptr, &function) != napi_ok) break;
    set(env, exports, each.name, function);
  }
  return exports;
}

} // namespace ntm::binding

NAPI_MODULE_INIT() { return ntm::binding::make_exports(env, exports); }
