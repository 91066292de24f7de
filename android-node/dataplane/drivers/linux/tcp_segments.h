#pragma once
#include <functional>

#include "../../engine/bytes.h"
#include "virtio_header.h"

namespace ntm {

/// Turns what a TUN with offloads hands over into packets as they are on a wire: completes the checksum, cuts large
/// TCP packets. Works in place: a segment's header is written over the end of the one before, which is gone by then.
/// False: header and packet do not fit each other.
bool split_segments(const virtio_header &header, bytes packet, const std::function<void(bytes)> &each);

} // namespace ntm
