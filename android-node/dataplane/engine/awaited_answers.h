#pragma once
#include <unordered_map>
#include <utility>

#include "bytes.h"
#include "control_allowance.h"

namespace ntm {

/**
 * The indices of messages 1 that this node sent a short while ago: nobody else's answers, messages 2 and 3, are worth
 * a look. An index has 32 bits drawn at random, so only who saw the message 1 can make one that goes further, and of
 * those there is an allowance for each. In two generations, of which the older is dropped whole when the newer is 15 s
 * old or full: an index lives 15 to 30 s after it was last sent, and a host waits 6 s at most for an answer.
 */
class awaited_answers {
public:
  static constexpr std::size_t most_in_generation = 4096;
  static constexpr milliseconds generation = 15'000;

  enum class verdict { awaited, unknown, over_limit };

  /// A message 1 with this index goes out.
  void sent(std::uint32_t index, milliseconds now) {
    turn(now);
    if (newer_.contains(index)) return;
    if (newer_.size() >= most_in_generation) replace(now);
    const auto found = older_.find(index);
    newer_.emplace(index, found == older_.end() ? control_allowance{} : found->second);
  }

  /// Whether an answer to this index may be handed up; takes it from the allowance.
  verdict judge(std::uint32_t index, milliseconds now) {
    turn(now);
    const auto newer = newer_.find(index);
    const auto found = newer == newer_.end() ? older_.find(index) : newer;
    if (newer == newer_.end() && found == older_.end()) return verdict::unknown;
    return found->second.takes(now) ? verdict::awaited : verdict::over_limit;
  }

private:
  using table = std::unordered_map<std::uint32_t, control_allowance>;

  void turn(milliseconds now) {
    if (now - began_ >= 2 * generation) newer_.clear();
    if (now - began_ >= generation) replace(now);
  }
  void replace(milliseconds now) {
    older_ = std::exchange(newer_, {});
    began_ = now;
  }

  table newer_, older_;
  milliseconds began_ = 0;
};

} // namespace ntm
