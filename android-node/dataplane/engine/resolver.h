#pragma once
#include <map>
#include <optional>
#include <vector>

#include "local_answer.h"

namespace ntm {

/// DNS queries that applications sent to the resolver's address, until they are answered.
class resolver {
public:
  static constexpr std::size_t most_queries = 1024;
  static constexpr milliseconds longest_wait = 10'000;

  void set_addresses(std::vector<ip_address> addresses) { addresses_ = std::move(addresses); }

  bool serves(const ip_address &address) const {
    for (const auto &each : addresses_) {
      if (each == address) return true;
    }
    return false;
  }

  /// Remembers who asked; the number is the query's until answered.
  std::uint32_t remember(const udp_flow &query, milliseconds now) {
    // Numbers rise, so the first is the oldest.
    while (!asked_.empty() && (asked_.size() >= most_queries || now - asked_.begin()->second.at > longest_wait)) {
      asked_.erase(asked_.begin());
    }
    const std::uint32_t id = next_id_++;
    asked_[id] = {query, now};
    return id;
  }

  /// The way back to who asked, once.
  std::optional<udp_flow> take(std::uint32_t id, milliseconds now) {
    const auto found = asked_.find(id);
    if (found == asked_.end()) return std::nullopt;
    const auto [query, at] = found->second;
    asked_.erase(found);
    if (now - at > longest_wait) return std::nullopt;
    return udp_flow{query.destination, query.source, query.destination_port, query.source_port};
  }

private:
  struct asked {
    udp_flow query;
    milliseconds at;
  };
  std::vector<ip_address> addresses_;
  std::map<std::uint32_t, asked> asked_;
  std::uint32_t next_id_ = 1;
};

} // namespace ntm
