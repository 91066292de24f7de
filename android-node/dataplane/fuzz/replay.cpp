#include <filesystem>
#include <fstream>
#include <iterator>

#include "../test/native/checks.h"
#include "../test/native/random.h"
#include "replay.h"
#include "targets.h"

namespace ntm::fuzz {
namespace {

constexpr int mutations = 8;

std::vector<std::uint8_t> read_file(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A few bytes of a kept input changed, doubled or left out.
std::vector<std::uint8_t> changed(std::vector<std::uint8_t> input, check::random_source &random) {
  for (std::size_t i = 0; i <= random.below(4) && !input.empty(); i++) {
    const std::size_t at = random.below(input.size());
    const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random.below(4)) {
    case 0:
      input[at] = static_cast<std::uint8_t>(random.next());
      break;
    case 1:
      input[at] ^= static_cast<std::uint8_t>(1 << random.below(8));
      break;
    case 2:
      input.insert(place, static_cast<std::uint8_t>(random.next()));
      break;
    default:
      input.erase(place);
    }
  }
  return input;
}

} // namespace

void replay_corpora(const char *corpora) {
  check::random_source random(5);
  for (const auto &target : targets) {
    std::size_t inputs = 0;
    for (const auto &entry : std::filesystem::directory_iterator(std::filesystem::path(corpora) / target.name)) {
      const auto input = read_file(entry.path());
      target.run(input);
      for (int i = 0; i < mutations; i++) target.run(changed(input, random));
      inputs++;
    }
    CHECK(inputs > 0);
  }
}

} // namespace ntm::fuzz
