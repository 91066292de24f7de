#pragma once
#include "ip_packet.h"

namespace ntm {

/// Lowers the maximum segment size that a TCP SYN announces to what fits `mtu`, checksum included. Other packets
/// and broken options are left as they are.
void clamp_tcp_mss(bytes data, const ip_packet &packet, std::size_t mtu);

} // namespace ntm
