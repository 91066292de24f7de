#include <algorithm>

#include "engine.h"
#include "timers.h"

namespace ntm {
namespace {

constexpr std::size_t most_refusals = 4096;

} // namespace

engine::engine(const_bytes public_key, engine_output &output) : output_(output), mac_(public_key), cookies_(public_key) {}

engine::~engine() = default;

session *engine::find_session(std::uint32_t local_index) {
  const auto found = sessions_.find(local_index);
  return found == sessions_.end() ? nullptr : found->second.get();
}

peer *engine::find_peer(std::uint32_t id) {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : found->second.get();
}

void engine::set_virtual_addresses(std::vector<ip_address> addresses, std::vector<ip_prefix> realm_prefixes) {
  virtual_addresses_ = std::move(addresses);
  realm_prefixes_ = std::move(realm_prefixes);
}

void engine::set_peer(peer_settings settings) {
  auto &entry = peers_[settings.peer];
  if (!entry) entry = std::make_unique<peer>();
  peer &changed = *entry;
  changed.id = settings.peer;
  changed.stock = settings.stock;
  changed.path_mtu = settings.path_mtu;
  changed.persistent_keepalive = settings.persistent_keepalive;
  for (const auto &prefix : changed.prefixes) routes_.erase(prefix, &changed);
  changed.prefixes = std::move(settings.prefixes);
  for (const auto &prefix : changed.prefixes) routes_.insert(prefix, &changed);
  if (changed.persistent_keepalive > 0 && changed.current) wake_by(changed.last_sent_at + changed.persistent_keepalive);
}

void engine::remove_peer(std::uint32_t id) {
  peer *removed = find_peer(id);
  if (!removed) return;
  for (const auto &prefix : removed->prefixes) routes_.erase(prefix, removed);
  const auto sessions = removed->sessions;
  for (session *each : sessions) sessions_.erase(each->local_index());
  peers_.erase(id);
}

bool engine::install_session(std::uint32_t peer_id, const session_parameters &parameters, milliseconds now) {
  peer *to = find_peer(peer_id);
  if (!to) return false;
  remove_session(parameters.local_index);
  auto &entry = sessions_[parameters.local_index];
  entry = std::make_unique<session>(*to, parameters);
  session &installed = *entry;
  to->sessions.push_back(&installed);
  wake_by(installed.expires_at());
  if (!installed.confirmed) return true;
  make_current(installed);
  if (to->stock) {
    send_waiting(*to, now);
  } else {
    // The session's first control message goes ahead of data; it follows at once if it comes at all.
    to->release_at = now + release_delay;
    wake_by(*to->release_at);
  }
  return true;
}

void engine::remove_session(std::uint32_t local_index) {
  if (session *found = find_session(local_index)) drop_session(*found);
}

void engine::drop_session(session &which) {
  peer &of = which.owner();
  std::erase(of.sessions, &which);
  if (of.current == &which) {
    // Sessions stand in the order of their confirmation, so the last confirmed one is next.
    const auto next = std::find_if(of.sessions.rbegin(), of.sessions.rend(), [](session *s) { return s->confirmed; });
    of.current = next == of.sessions.rend() ? nullptr : *next;
  }
  sessions_.erase(which.local_index());
}

void engine::make_current(session &which) {
  peer &of = which.owner();
  of.current = &which;
  std::erase(of.sessions, &which);
  of.sessions.push_back(&which);
  // What went unanswered in an older session says nothing about this one.
  of.sent_unanswered_at.reset();
  if (of.persistent_keepalive > 0) wake_by(of.last_sent_at + of.persistent_keepalive);
}

void engine::set_endpoint(std::uint32_t peer_id, std::uint32_t socket, const endpoint &destination) {
  peer *to = find_peer(peer_id);
  if (!to) return;
  for (session *each : to->sessions) {
    each->socket = socket;
    each->destination = destination;
  }
}

void engine::set_path_mtu(std::uint32_t peer_id, std::size_t mtu) {
  if (peer *to = find_peer(peer_id)) to->path_mtu = mtu;
}

void engine::refuse(const ip_address &destination, unreachable_reason reason, milliseconds until, milliseconds now) {
  if (until > now && refusals_.size() < most_refusals) {
    refusals_[destination] = {reason, until};
    wake_by(until);
  }
  peer *behind = routes_.find(destination);
  const auto queues = waiting_.take([&](const waiting_packets::queue &each) {
    return each.peer ? behind && *each.peer == behind->id : each.destination == destination;
  });
  const auto why = reason == unreachable_reason::prohibited ? count::refused_by_policy : count::refused_unreachable;
  for (const auto &queue : queues) {
    for (const auto &packet : queue.packets) answer_unreachable(packet, reason, why);
  }
}

} // namespace ntm
