#include "session.h"

#include <algorithm>

namespace ntm {
namespace {

constexpr std::size_t remembered_sources = 8;

} // namespace

session::session(peer &owner, const session_parameters &p)
    : confirmed(p.role == session_role::initiator), socket(p.socket), destination(p.destination), owner_(&owner),
      local_index_(p.local_index), remote_index_(p.remote_index), role_(p.role), established_at_(p.established_at),
      sealing_(p.send_key, aead::direction::seal), opening_(p.receive_key, aead::direction::open) {}

bool session::seal(const_bytes payload, std::size_t padding, std::uint8_t *packet) {
  if (!counter_left()) return false;
  const std::uint64_t counter = next_counter_++;
  store_le32(packet, 4);
  store_le32(packet + 4, remote_index_);
  store_le64(packet + 8, counter);
  return sealing_.seal(counter, payload, padding, packet + header_size);
}

std::optional<opened_packet> session::open(bytes packet, open_failure &failure) {
  const std::uint64_t counter = load_le64(&packet[8]);
  failure = open_failure::replayed;
  if (counter >= reject_after_messages || !window_.admits(counter)) return std::nullopt;
  failure = open_failure::forged;
  const bytes sealed = packet.subspan(header_size);
  if (!opening_.open(counter, sealed)) return std::nullopt;
  return opened_packet{sealed.first(sealed.size() - aead::tag_size), counter, window_.record(counter)};
}

bool session::is_new_source(std::uint32_t on_socket, const endpoint &source) {
  const seen_source seen{on_socket, source};
  if (std::find(seen_sources_.begin(), seen_sources_.end(), seen) != seen_sources_.end()) return false;
  if (seen_sources_.size() == remembered_sources) seen_sources_.erase(seen_sources_.begin());
  seen_sources_.push_back(seen);
  return true;
}

} // namespace ntm
