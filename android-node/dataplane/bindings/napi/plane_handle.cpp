#include "plane_handle.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

namespace ntm::binding {
namespace {

/// Name such as EADDRINUSE, which becomes the error's code, so that callers need not read words; null where the C
/// library does not tell.
const char *system_error_name(int error) {
#ifdef __GLIBC__
  return strerrorname_np(error);
#else
  return nullptr;
#endif
}

} // namespace

napi_value plane_handle::create(napi_env env, ntm_options options, napi_value wake, bool synchronous) {
  auto handle = std::make_unique<plane_handle>();
  handle->env_ = env;
  napi_value name;
  napi_create_string_utf8(env, "ntm data plane", NAPI_AUTO_LENGTH, &name);
  // A data plane in memory never calls from another thread and must not keep the process alive.
  if (!synchronous && napi_create_threadsafe_function(env, wake, nullptr, name, 0, 1, nullptr, nullptr, nullptr,
                                                      nullptr, &handle->wake_) != napi_ok) {
    napi_throw_error(env, nullptr, "the event loop cannot be woken");
    return nullptr;
  }
  options.context = handle->wake_;
  options.wake = [](void *context) {
    napi_call_threadsafe_function(static_cast<napi_threadsafe_function>(context), nullptr, napi_tsfn_nonblocking);
  };
  const int result = ntm_create(&options, &handle->plane_);
  if (throw_on_failure(env, result, "data plane")) {
    handle->release();
    return nullptr;
  }
  napi_add_env_cleanup_hook(env, environment_ends, handle.get());
  const auto forget = [](napi_env, void *self, void *) {
    const std::unique_ptr<plane_handle> owned(static_cast<plane_handle *>(self));
    owned->release();
  };
  napi_value value;
  if (napi_create_external(env, handle.get(), forget, nullptr, &value) != napi_ok) {
    handle->release();
    return nullptr;
  }
  handle.release();
  return value;
}

void plane_handle::release() {
  if (plane_) {
    ntm_close(plane_);
    napi_remove_env_cleanup_hook(env_, environment_ends, this);
  }
  plane_ = nullptr;
  if (wake_) napi_release_threadsafe_function(wake_, napi_tsfn_abort);
  wake_ = nullptr;
}

plane_handle *plane_handle::of(napi_env env, napi_value value) {
  void *data = nullptr;
  return napi_get_value_external(env, value, &data) == napi_ok ? static_cast<plane_handle *>(data) : nullptr;
}

ntm_plane *plane_handle::plane_of(napi_env env, napi_value value) {
  const plane_handle *handle = of(env, value);
  return handle ? handle->plane_ : nullptr;
}

void plane_handle::close(napi_env env, napi_value value) {
  if (plane_handle *handle = of(env, value)) handle->release();
}

bool throw_on_failure(napi_env env, int result, const char *what) {
  if (result == NTM_OK) return false;
  const std::string name(what);
  switch (result) {
  case NTM_INVALID_TEXT:
    napi_throw_type_error(env, nullptr, (name + " is not an address, prefix or endpoint").c_str());
    break;
  case NTM_UNKNOWN_PEER:
    napi_throw_range_error(env, nullptr, (name + " is of an unknown peer").c_str());
    break;
  case NTM_UNKNOWN_SOCKET:
    napi_throw_range_error(env, nullptr, (name + " uses an unknown socket").c_str());
    break;
  case NTM_UNAVAILABLE:
    napi_throw_error(env, nullptr, (name + " needs ciphers that this build of node does not have").c_str());
    break;
  default:
    napi_throw_error(env, system_error_name(result), (name + ": " + std::strerror(result)).c_str());
  }
  return true;
}

} // namespace ntm::binding
