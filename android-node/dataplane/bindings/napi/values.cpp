#include "values.h"

namespace ntm::binding {

std::string read_text(napi_env env, napi_value value) {
  std::size_t size = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &size) != napi_ok) return {};
  std::string text(size + 1, '\0');
  napi_get_value_string_utf8(env, value, text.data(), text.size(), &size);
  text.resize(size);
  return text;
}

std::vector<std::string> read_texts(napi_env env, napi_value value) {
  std::uint32_t length = 0;
  napi_get_array_length(env, value, &length);
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < length; i++) {
    napi_value element;
    if (napi_get_element(env, value, i, &element) == napi_ok) texts.push_back(read_text(env, element));
  }
  return texts;
}

const_bytes read_bytes(napi_env env, napi_value value) {
  napi_typedarray_type type;
  std::size_t length = 0;
  void *data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok) return {};
  if (type != napi_uint8_array) return {};
  return {static_cast<const std::uint8_t *>(data), length};
}

napi_value make_text(napi_env env, const char *text) {
  napi_value result = nullptr;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result);
  return result;
}

napi_value make_bytes(napi_env env, const_bytes data) {
  void *target = nullptr;
  napi_value buffer, result = nullptr;
  if (napi_create_arraybuffer(env, data.size(), &target, &buffer) != napi_ok) return nullptr;
  if (!data.empty()) std::memcpy(target, data.data(), data.size());
  napi_create_typedarray(env, napi_uint8_array, data.size(), buffer, 0, &result);
  return result;
}

napi_value make_array(napi_env env) {
  napi_value result = nullptr;
  napi_create_array(env, &result);
  return result;
}

napi_value make_object(napi_env env) {
  napi_value result = nullptr;
  napi_create_object(env, &result);
  return result;
}

void push(napi_env env, napi_value array, napi_value element) {
  std::uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  napi_set_element(env, array, length, element);
}

void set(napi_env env, napi_value object, const char *name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

} // namespace ntm::binding
