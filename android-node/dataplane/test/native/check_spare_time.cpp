#include "../../drivers/linux/spare_time.h"
#include "checks.h"

namespace ntm::check {
namespace {

using std::chrono::microseconds;

/// What work that may wait gets in a second, where each piece of it takes 100 us and there is always more.
microseconds taken_in_a_second() {
  spare_time spare;
  microseconds taken{};
  for (int round = 0; round < 1000; round++) {
    spare.passed(microseconds(1000));
    while (spare.is_left()) {
      spare.spend(microseconds(100));
      taken += microseconds(100);
    }
  }
  return taken;
}

bool is_about(microseconds value, microseconds wanted) {
  const auto saved_before = std::chrono::duration_cast<microseconds>(spare_time::most);
  return value >= wanted && value <= wanted + saved_before + microseconds(100);
}

} // namespace

void check_spare_time_is_never_nothing_and_never_much() {
  CHECK(is_about(taken_in_a_second(), microseconds(50'000)));
  spare_time quiet;
  quiet.passed(std::chrono::hours(1));
  quiet.spend(spare_time::most);
  CHECK(!quiet.is_left());
}

} // namespace ntm::check
