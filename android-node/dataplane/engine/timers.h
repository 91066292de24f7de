#pragma once
#include "bytes.h"

namespace ntm {

/// Keepalive-Timeout of the WireGuard paper, 6.1.
inline constexpr milliseconds keepalive_timeout = 10'000;
/// Keepalive-Timeout and Rekey-Timeout: without any answer for so long, the session is taken for dead.
inline constexpr milliseconds unanswered_timeout = 15'000;
/// How long packets that waited for a session let the first control message of that session go ahead.
inline constexpr milliseconds release_delay = 2;

} // namespace ntm
