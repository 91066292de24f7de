#pragma once
#include <unistd.h>
#include <utility>

namespace ntm {

/// Owns one open file.
class file_descriptor {
public:
  file_descriptor() = default;
  explicit file_descriptor(int number) : number_(number) {}
  file_descriptor(file_descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
  file_descriptor &operator=(file_descriptor &&other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~file_descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

private:
  int number_ = -1;
};

} // namespace ntm
