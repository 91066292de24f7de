#include <algorithm>

#include "engine.h"
#include "timers.h"

namespace ntm {

void engine::wake_by(milliseconds at) { next_deadline_ = next_deadline_ ? std::min(*next_deadline_, at) : at; }

void engine::time_reached(milliseconds now) {
  if (!next_deadline_ || now < *next_deadline_) return;
  expire_sessions(now);
  expire_waiting(now);
  for (auto &[id, each] : peers_) run_peer_timers(*each, now);
  std::erase_if(refusals_, [now](const auto &each) { return now >= each.second.until; });
  find_next_deadline(now);
}

void engine::expire_sessions(milliseconds now) {
  std::vector<session *> expired;
  for (auto &[index, each] : sessions_) {
    if (now >= each->expires_at()) expired.push_back(each.get());
  }
  for (session *each : expired) {
    raise_timer(*each, timer_cause::expired);
    drop_session(*each);
  }
}

void engine::expire_waiting(milliseconds now) {
  const auto queues =
      waiting_.take([now](const waiting_packets::queue &each) { return now >= each.expires_at; });
  for (const auto &queue : queues) {
    for (const auto &packet : queue.packets) {
      answer_unreachable(packet, unreachable_reason::host, count::queue_expired);
    }
  }
}

void engine::run_peer_timers(peer &of, milliseconds now) {
  if (!of.current) {
    of.sent_unanswered_at.reset();
    of.received_unanswered_at.reset();
    return;
  }
  if (of.release_at && now >= *of.release_at) send_waiting(of, now);
  if (of.sent_unanswered_at && now >= *of.sent_unanswered_at) {
    of.sent_unanswered_at.reset();
    raise_timer(*of.current, timer_cause::sent_unanswered);
  }
  if (of.received_unanswered_at && now >= *of.received_unanswered_at) {
    of.received_unanswered_at.reset();
    raise_timer(*of.current, timer_cause::received_unanswered);
  }
  if (of.persistent_keepalive > 0 && now >= of.last_sent_at + of.persistent_keepalive) {
    // Also when nothing can be sent now: the next try is one interval later.
    of.last_sent_at = now;
    if (seal_and_send(*of.current, {}, now)) totals_.add(count::keepalives_sent);
  }
}

void engine::raise_timer(const session &of, timer_cause cause) {
  output_.raise({.kind = event_kind::timer_due, .peer = of.owner().id, .local_index = of.local_index(), .cause = cause});
}

void engine::find_next_deadline(milliseconds now) {
  next_deadline_.reset();
  for (const auto &[index, each] : sessions_) wake_by(each->expires_at());
  for (const auto &each : waiting_.queues()) wake_by(each.expires_at);
  for (const auto &[address, each] : refusals_) wake_by(each.until);
  for (const auto &[id, each] : peers_) {
    if (!each->current) continue;
    if (each->release_at) wake_by(*each->release_at);
    if (each->sent_unanswered_at) wake_by(*each->sent_unanswered_at);
    if (each->received_unanswered_at) wake_by(*each->received_unanswered_at);
    if (each->persistent_keepalive > 0) wake_by(std::max(now + 1, each->last_sent_at + each->persistent_keepalive));
  }
}

} // namespace ntm
