#pragma once
#include <node_api.h>

#include "ntm_dataplane.h"

namespace ntm::binding {

/// { events, tunPackets, datagrams } of all that waits.
napi_value drain(napi_env env, ntm_plane *plane);

/// { totals, peers }.
napi_value count(napi_env env, ntm_plane *plane);

} // namespace ntm::binding
