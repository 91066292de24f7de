#pragma once
#include <node_api.h>
#include <string>
#include <vector>

#include "../../engine/bytes.h"

namespace ntm::binding {

/// Reading arguments, which data-plane.ts has checked, and making results. A failure of the engine behind N-API
/// leaves an exception pending; values read then are empty.

inline std::uint32_t read_u32(napi_env env, napi_value value) {
  std::uint32_t result = 0;
  napi_get_value_uint32(env, value, &result);
  return result;
}

inline milliseconds read_milliseconds(napi_env env, napi_value value) {
  double result = 0;
  napi_get_value_double(env, value, &result);
  return static_cast<milliseconds>(result);
}

inline bool read_bool(napi_env env, napi_value value) {
  bool result = false;
  napi_get_value_bool(env, value, &result);
  return result;
}

std::string read_text(napi_env env, napi_value value);
std::vector<std::string> read_texts(napi_env env, napi_value value);
/// The bytes of a Uint8Array; valid during the call.
const_bytes read_bytes(napi_env env, napi_value value);

inline napi_value make_number(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}

napi_value make_text(napi_env env, const char *text);
napi_value make_bytes(napi_env env, const_bytes data);
napi_value make_array(napi_env env);
napi_value make_object(napi_env env);
void push(napi_env env, napi_value array, napi_value element);
void set(napi_env env, napi_value object, const char *name, napi_value value);

} // namespace ntm::binding
