#include <cstdio>
#include <cstdlib>

#include "targets.h"

namespace {

const ntm::fuzz::target *chosen = nullptr;

} // namespace

/// The environment names the target, so that one program serves all and the processes of a merge too.
extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  const char *name = std::getenv("NTM_FUZZ_TARGET");
  for (const auto &each : ntm::fuzz::targets) {
    if (name && each.name == name) chosen = &each;
  }
  if (!chosen) {
    std::fputs("NTM_FUZZ_TARGET names no target.\n", stderr);
    std::exit(2);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  chosen->run({data, size});
  return 0;
}
