#include "../../drivers/outbox.h"
#include "../../engine/forwarding_table.h"
#include "checks.h"
#include "random.h"

namespace ntm::check {
namespace {

ip_address random_address(random_source &random) {
  // Few different bytes, so that prefixes overlap often.
  ip_address address{static_cast<std::uint8_t>(random.below(2) ? 4 : 6), {}};
  for (std::size_t i = 0; i < address.size(); i++) address.octets[i] = static_cast<std::uint8_t>(random.below(2) * 0x81);
  return address;
}

ip_prefix random_prefix(random_source &random) {
  const ip_address address = random_address(random);
  const auto length = static_cast<std::uint8_t>(random.below(address.size() * 8 + 1));
  return {masked(address, length), length};
}

struct entry {
  ip_prefix prefix;
  int value;
};

int search(const std::vector<entry> &entries, const ip_address &address) {
  const entry *best = nullptr;
  for (const auto &each : entries) {
    if (each.prefix.address.family != address.family) continue;
    if (masked(address, each.prefix.length) != each.prefix.address) continue;
    if (!best || each.prefix.length > best->prefix.length) best = &each;
  }
  return best ? best->value : 0;
}

} // namespace

void check_forwarding_table_against_search() {
  random_source random(1);
  forwarding_table<int> table;
  std::vector<entry> entries;
  for (int step = 1; step < 3000; step++) {
    if (!entries.empty() && random.below(3) == 0) {
      const std::size_t at = random.below(entries.size());
      table.erase(entries[at].prefix, entries[at].value + 1);
      table.erase(entries[at].prefix, entries[at].value);
      entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      const ip_prefix prefix = random_prefix(random);
      std::erase_if(entries, [&](const entry &each) { return each.prefix == prefix; });
      table.insert(prefix, step);
      entries.push_back({prefix, step});
    }
    for (int i = 0; i < 20; i++) {
      const ip_address address = random_address(random);
      CHECK(table.find(address) == search(entries, address));
    }
  }
}

void check_outbox_keeps_room_for_what_must_not_be_lost() {
  outbox box;
  for (const auto kind : {event_kind::dns_query_received, event_kind::sealed_received, event_kind::control_received,
                          event_kind::handshake_received, event_kind::source_changed}) {
    for (std::size_t i = 0; i < outbox::most_events; i++) CHECK(box.add({.kind = kind}) == (i < outbox::most_at_will));
  }
  CHECK(box.add({.kind = event_kind::timer_due}));
  CHECK(box.add({.kind = event_kind::session_confirmed}));
  CHECK(box.take().events.size() == 5 * outbox::most_at_will + 2);
  CHECK(box.add({.kind = event_kind::dns_query_received}));
}

} // namespace ntm::check
