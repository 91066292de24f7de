#pragma once
#include <algorithm>
#include <map>

#include "address.h"

namespace ntm {

/// How many a source, a /32 or /56, may have: sustained in a millisecond, and at once.
struct source_rate {
  double per_ms;
  double burst;
};

/// A bucket for each source in a table of bounded size: in two generations, of which the older is dropped whole when
/// the newer is full, so that any number of made-up sources costs nothing but the memory of others.
class source_buckets {
public:
  static constexpr std::size_t most_sources = 4096;

  explicit source_buckets(source_rate rate) : rate_(rate) {}

  /// Takes one from the bucket of this source; false where it is empty.
  bool takes(const ip_address &address, milliseconds now) {
    const ip_address source = masked(address, address.family == 4 ? 32 : 56);
    bucket &of = find(source, now);
    of.tokens = std::min(rate_.burst, of.tokens + static_cast<double>(now - of.at) * rate_.per_ms);
    of.at = now;
    if (of.tokens < 1) return false;
    of.tokens -= 1;
    return true;
  }

private:
  struct bucket {
    double tokens;
    milliseconds at;
  };
  /// Ordered, not hashed: whoever makes sources up would choose those whose hashes are equal.
  using table = std::map<ip_address, bucket>;
  source_rate rate_;
  table newer_, older_;

  bucket &find(const ip_address &source, milliseconds now) {
    if (const auto found = newer_.find(source); found != newer_.end()) return found->second;
    bucket of{rate_.burst, now};
    if (const auto found = older_.find(source); found != older_.end()) of = found->second;
    if (newer_.size() >= most_sources) {
      older_ = std::move(newer_);
      newer_ = {};
    }
    return newer_.emplace(source, of).first->second;
  }
};

/// Says when messages 1 have to prove their source: above 500 a second, and in the second after.
class handshake_load {
public:
  static constexpr unsigned threshold = 500;

  /// Counts one message 1; true where it has to prove its source.
  bool add(milliseconds now) {
    if (now - second_started_ >= 1000) {
      was_over_ = now - second_started_ < 2000 && in_second_ > threshold;
      second_started_ = now;
      in_second_ = 0;
    }
    in_second_++;
    return was_over_ || in_second_ > threshold;
  }

private:
  milliseconds second_started_ = 0;
  unsigned in_second_ = 0;
  bool was_over_ = false;
};

/// What each source may have while the node is under load: cookies, and messages 1 with a right mac2.
inline constexpr source_rate unproven_rate{0.020, 5};
inline constexpr source_rate proven_rate{0.5, 500};

} // namespace ntm
