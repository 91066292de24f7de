#pragma once
#include <algorithm>

#include "random.h"

namespace ntm::check {

/// One to four changes of a datagram: bits, edges, bytes taken out, put in or repeated.
inline std::vector<std::uint8_t> mutated(random_source &random, std::vector<std::uint8_t> data) {
  constexpr std::uint8_t edges[] = {0, 1, 0x1f, 0x20, 0x45, 0x60, 0x7f, 0x80, 0xc0, 0xff};
  for (std::size_t edits = 1 + random.below(4); edits > 0; edits--) {
    const std::size_t at = data.empty() ? 0 : random.below(data.size());
    const auto place = data.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random.below(5)) {
    case 0:
      if (!data.empty()) data[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
      break;
    case 1:
      if (!data.empty()) data[at] = edges[random.below(sizeof edges)];
      break;
    case 2:
      if (!data.empty()) {
        const std::size_t gone = 1 + random.below(std::min<std::size_t>(8, data.size() - at));
        data.erase(place, place + static_cast<std::ptrdiff_t>(gone));
      }
      break;
    case 3: {
      const auto inserted = random.bytes(1 + random.below(8));
      data.insert(place, inserted.begin(), inserted.end());
      break;
    }
    default:
      // The fields that decide what a datagram is: type, reserved bytes, index, counter.
      if (data.size() > 16) data[random.below(16)] = static_cast<std::uint8_t>(random.next());
    }
  }
  return data;
}

/// A hostile datagram: noise, or a captured one cut, lengthened, sent again or changed.
inline std::vector<std::uint8_t> hostile(random_source &random, const std::vector<std::vector<std::uint8_t>> &seeds) {
  const auto &seed = seeds[random.below(seeds.size())];
  switch (random.below(8)) {
  case 0: {
    auto noise = random.bytes(random.below(random.below(8) ? 200 : 2100));
    if (noise.size() >= 4 && random.below(2)) {
      noise[0] = static_cast<std::uint8_t>(random.below(6));
      noise[1] = noise[2] = noise[3] = 0;
    }
    return noise;
  }
  case 1:
    return {seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(random.below(seed.size()))};
  case 2: {
    auto longer = seed;
    const auto more = random.bytes(1 + random.below(600));
    longer.insert(longer.end(), more.begin(), more.end());
    return longer;
  }
  case 3:
    return seed;
  default:
    return mutated(random, seed);
  }
}

} // namespace ntm::check
