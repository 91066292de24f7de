#pragma once
#include <algorithm>
#include <vector>

#include "../engine/bytes.h"

namespace ntm::fuzz {

/// Takes an input apart into choices and packets. Past its end everything is zero and empty, so any bytes are a script.
class script {
public:
  explicit script(const_bytes input) : rest_(input) {}

  bool done() const { return rest_.empty(); }
  std::uint8_t u8() {
    if (rest_.empty()) return 0;
    const std::uint8_t value = rest_[0];
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint16_t u16() {
    const std::uint16_t high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
  }
  /// A copy, so that a sanitizer sees each byte beyond it: at most `most` bytes, their number said by two before them.
  std::vector<std::uint8_t> data(std::size_t most) {
    const std::size_t size = std::min({std::size_t{u16()} % (most + 1), rest_.size()});
    std::vector<std::uint8_t> out(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(size));
    rest_ = rest_.subspan(size);
    return out;
  }
  std::vector<std::uint8_t> all() { return {rest_.begin(), rest_.end()}; }

private:
  const_bytes rest_;
};

} // namespace ntm::fuzz
