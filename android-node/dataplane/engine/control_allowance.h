#pragma once
#include <algorithm>

#include "address.h"

namespace ntm {

/// How much of one correspondent, or of answers to one message 1, is handed up: 200 at once, 100 a second. Hellos, probes and repeats need a few; each
/// costs the host more than it costs its sender.
class control_allowance {
public:
  static constexpr double most = 200;
  static constexpr double refill_per_ms = 0.1;

  bool takes(milliseconds now) {
    tokens_ = std::min(most, tokens_ + static_cast<double>(now - at_) * refill_per_ms);
    at_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

private:
  double tokens_ = most;
  milliseconds at_ = 0;
};

} // namespace ntm
