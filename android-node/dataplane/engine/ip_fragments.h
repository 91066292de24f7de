#pragma once
#include <vector>

#include "local_answer.h"

namespace ntm {

/// Cuts an IPv4 packet that may be fragmented into packets of at most `mtu` bytes (RFC 791, 3.2). Options are
/// copied into every fragment; empty where the header leaves no room.
std::vector<packet_buffer> fragment_ip4(const_bytes data, const ip_packet &packet, std::size_t mtu);

} // namespace ntm
