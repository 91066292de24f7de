#pragma once
#include <cstdint>
#include <vector>

namespace ntm::check {

/// A small generator of its own (splitmix64), so that every run sees the same cases.
class random_source {
public:
  explicit random_source(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  std::vector<std::uint8_t> bytes(std::size_t size) {
    std::vector<std::uint8_t> out(size);
    for (auto &each : out) each = static_cast<std::uint8_t>(next());
    return out;
  }

private:
  std::uint64_t state_;
};

} // namespace ntm::check
