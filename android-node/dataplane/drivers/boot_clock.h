#pragma once
#include <ctime>

#include "../engine/bytes.h"

namespace ntm {

inline milliseconds boot_time() {
  timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<milliseconds>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

} // namespace ntm
