#pragma once
#include <array>
#include <unordered_map>
#include <vector>

#include "address.h"

namespace ntm {

/// Longest-prefix table from inner addresses to peers. One hash table per prefix length in use, so a look-up costs
/// as many probes as there are different lengths (one to three in a realm).
template <typename Value> class forwarding_table {
public:
  void insert(const ip_prefix &prefix, Value value) {
    auto &length = slot(prefix);
    length.entries[prefix.address] = value;
  }

  /// Removes the prefix if it still leads to this value: a later owner keeps it.
  void erase(const ip_prefix &prefix, Value value) {
    auto &lengths = family(prefix.address.family);
    for (auto length = lengths.begin(); length != lengths.end(); ++length) {
      if (length->bits != prefix.length) continue;
      const auto found = length->entries.find(prefix.address);
      if (found != length->entries.end() && found->second == value) length->entries.erase(found);
      if (length->entries.empty()) lengths.erase(length);
      return;
    }
  }

  /// The value of the longest prefix that holds the address, or a default one.
  Value find(const ip_address &address) const {
    for (const auto &length : family(address.family)) {
      const auto found = length.entries.find(masked(address, length.bits));
      if (found != length.entries.end()) return found->second;
    }
    return Value{};
  }

private:
  struct prefix_length {
    std::uint8_t bits;
    std::unordered_map<ip_address, Value, address_hash> entries;
  };
  /// Longest first.
  std::array<std::vector<prefix_length>, 2> lengths_;

  std::vector<prefix_length> &family(std::uint8_t number) { return lengths_[number == 4 ? 0 : 1]; }
  const std::vector<prefix_length> &family(std::uint8_t number) const { return lengths_[number == 4 ? 0 : 1]; }

  prefix_length &slot(const ip_prefix &prefix) {
    auto &lengths = family(prefix.address.family);
    auto at = lengths.begin();
    while (at != lengths.end() && at->bits > prefix.length) ++at;
    if (at == lengths.end() || at->bits != prefix.length) at = lengths.insert(at, {prefix.length, {}});
    return *at;
  }
};

} // namespace ntm
