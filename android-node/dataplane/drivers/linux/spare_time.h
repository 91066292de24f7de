#pragma once
#include <algorithm>
#include <chrono>

namespace ntm {

/**
 * How much of a thread's time work may have that must not keep other work waiting: a twentieth of what the thread works on
 * the other, and of what it sleeps. Never nothing, however busy the thread is, and never much, however idle it is: what
 * it would have of an idle core it may well take from a busy machine.
 */
class spare_time {
public:
  using duration = std::chrono::nanoseconds;
  static constexpr int others_for_each = 20;
  /// Time saved up beyond this is lost, so that a quiet hour does not pay for a minute of flood.
  static constexpr duration most = std::chrono::milliseconds(2);

  /// The thread worked on the other or slept for so long.
  void passed(duration time) { left_ = std::min(most, left_ + time / others_for_each); }
  void spend(duration time) { left_ -= time; }
  bool is_left() const { return left_ > duration::zero(); }

private:
  duration left_ = most;
};

} // namespace ntm
