#pragma once
#include <algorithm>
#include <unordered_map>

#include "address.h"

namespace ntm {

/// Bounds the first messages of handshakes handed up. Until 500 a second come in all of them pass; above that,
/// each source, a /32 or /56, has a bucket of 5 that refills 20 a second.
class handshake_admission {
public:
  static constexpr unsigned load_threshold = 500;
  static constexpr double bucket_size = 5;
  static constexpr double refill_per_ms = 0.020;
  static constexpr std::size_t most_sources = 4096;

  bool admits(const ip_address &source, milliseconds now) {
    if (now - second_started_ >= 1000) {
      under_load_ = now - second_started_ < 2000 && in_second_ > load_threshold;
      second_started_ = now;
      in_second_ = 0;
    }
    in_second_++;
    if (!under_load_ && in_second_ <= load_threshold) return true;
    return takes_token(masked(source, source.family == 4 ? 32 : 56), now);
  }

private:
  struct bucket {
    double tokens;
    milliseconds at;
  };
  std::unordered_map<ip_address, bucket, address_hash> buckets_;
  milliseconds second_started_ = 0;
  unsigned in_second_ = 0;
  bool under_load_ = false;

  bool takes_token(const ip_address &source, milliseconds now) {
    // A bucket untouched for long enough to be full again says nothing: all may go.
    if (buckets_.size() >= most_sources) {
      std::erase_if(buckets_, [now](const auto &each) { return now - each.second.at > bucket_size / refill_per_ms; });
      if (buckets_.size() >= most_sources) return false;
    }
    auto &entry = buckets_.try_emplace(source, bucket{bucket_size, now}).first->second;
    entry.tokens = std::min(bucket_size, entry.tokens + static_cast<double>(now - entry.at) * refill_per_ms);
    entry.at = now;
    if (entry.tokens < 1) return false;
    entry.tokens -= 1;
    return true;
  }
};

} // namespace ntm
