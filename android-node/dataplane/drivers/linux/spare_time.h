#pragma once
#include <algorithm>
#include <chrono>

namespace ntm {

/**
 * How much of a thread's time work may have that must not keep other work waiting: a tenth of what the thread works on
 * the other, and a quarter of what it sleeps. So a thread without anything else to do gives it a quarter of a core and
 * one that is busy all the time a tenth of itself: never nothing, never much.
 */
class spare_time {
public:
  using duration = std::chrono::nanoseconds;
  static constexpr int worked_for_each = 10, slept_for_each = 4;
  /// Time saved up beyond this is lost, so that a quiet hour does not pay for a minute of flood.
  static constexpr duration most = std::chrono::milliseconds(2);

  void worked(duration time) { save(time / worked_for_each); }
  void slept(duration time) { save(time / slept_for_each); }
  void spend(duration time) { left_ -= time; }
  bool is_left() const { return left_ > duration::zero(); }

private:
  duration left_ = most;

  void save(duration time) { left_ = std::min(most, left_ + time); }
};

} // namespace ntm
