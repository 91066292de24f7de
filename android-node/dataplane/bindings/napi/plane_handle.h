#pragma once
#include <node_api.h>

#include "ntm_dataplane.h"

namespace ntm::binding {

/// A data plane as JavaScript holds it, with the thread-safe function by which the reactor's thread wakes the event
/// loop. It lives until `close`, or until its environment ends, or JavaScript lets it go, whichever is first.
class plane_handle {
public:
  /// The new handle as a JavaScript value; on failure nothing, and an exception is pending.
  static napi_value create(napi_env env, ntm_options options, napi_value wake, bool synchronous);
  /// The data plane behind the value, or nothing once it is closed.
  static ntm_plane *plane_of(napi_env env, napi_value value);
  static void close(napi_env env, napi_value value);

private:
  napi_env env_ = nullptr;
  ntm_plane *plane_ = nullptr;
  napi_threadsafe_function wake_ = nullptr;

  static plane_handle *of(napi_env env, napi_value value);
  void release();
  static void environment_ends(void *self) { static_cast<plane_handle *>(self)->release(); }
};

/// Throws the JavaScript error that says what a result of the C interface means; false for NTM_OK.
bool throw_on_failure(napi_env env, int result, const char *what);

} // namespace ntm::binding
