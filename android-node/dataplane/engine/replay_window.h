#pragma once
#include <array>

#include "bytes.h"

namespace ntm {

/// Which counters of a session were received, as RFC 6479 does it: a ring of bit blocks, of which one is always
/// being left behind. Counters more than `size` below the highest are refused. Ready to use when zero.
class replay_window {
public:
  static constexpr std::uint64_t block_bits = 64;
  static constexpr std::uint64_t blocks = 128;
  static constexpr std::uint64_t size = (blocks - 1) * block_bits; // 8,128

  bool admits(std::uint64_t counter) const {
    if (!any_ || counter > highest_) return true;
    if (highest_ - counter >= size) return false;
    return (ring_[block_of(counter)] & bit_of(counter)) == 0;
  }

  /// Records a counter that `admits` allowed; says whether it is above every earlier one.
  bool record(std::uint64_t counter) {
    const bool rises = !any_ || counter > highest_;
    if (rises) advance(counter);
    ring_[block_of(counter)] |= bit_of(counter);
    return rises;
  }

private:
  std::array<std::uint64_t, blocks> ring_{};
  std::uint64_t highest_ = 0;
  bool any_ = false;

  static std::size_t block_of(std::uint64_t counter) { return (counter / block_bits) % blocks; }
  static std::uint64_t bit_of(std::uint64_t counter) { return std::uint64_t{1} << (counter % block_bits); }

  void advance(std::uint64_t counter) {
    std::uint64_t fresh = any_ ? counter / block_bits - highest_ / block_bits : blocks;
    if (fresh > blocks) fresh = blocks;
    for (std::uint64_t i = 0; i < fresh; i++) ring_[(counter / block_bits - i) % blocks] = 0;
    highest_ = counter;
    any_ = true;
  }
};

} // namespace ntm
