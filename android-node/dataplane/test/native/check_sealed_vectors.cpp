#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "../../engine/aead.h"
#include "../../engine/extended_aead.h"
#include "checks.h"

namespace ntm::check {
namespace {

using octets = std::vector<std::uint8_t>;

/// A line of what scripts/sealed-vectors.mjs writes.
struct sealed_vector {
  std::string kind, result;
  octets key, nonce, associated, text, sealed;
};

octets read_octets(std::istream &in) {
  std::string hex;
  CHECK(in >> hex);
  octets read;
  if (hex == "-") return read;
  for (std::size_t at = 0; at < hex.size(); at += 2)
    read.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(at, 2), nullptr, 16)));
  return read;
}

sealed_vector read_vector(const std::string &line) {
  std::istringstream in(line);
  sealed_vector read;
  CHECK(in >> read.kind >> read.result);
  for (octets *each : {&read.key, &read.nonce, &read.associated, &read.text, &read.sealed}) *each = read_octets(in);
  return read;
}

bool is_sealed_as_published(extended_aead &sealing, const sealed_vector &vector) {
  octets out(vector.text.size() + extended_aead::tag_size);
  CHECK(vector.nonce.size() == extended_aead::nonce_size);
  CHECK(sealing.seal(vector.key, vector.nonce.data(), vector.associated, vector.text, out.data()));
  return out == vector.sealed;
}

/// Opens in a copy; whether it opens to the published text.
bool opens(aead &opening, std::uint64_t counter, octets sealed, const octets &text) {
  if (!opening.open(counter, sealed)) return false;
  CHECK(sealed.size() == text.size() + aead::tag_size && std::equal(text.begin(), text.end(), sealed.begin()));
  return true;
}

/// The plane's packets have no additional data, and no published forgery is without: each bit of the tag is changed here.
void check_counting(const sealed_vector &vector) {
  const std::uint64_t counter = load_le64(vector.nonce.data());
  aead sealing(vector.key, aead::direction::seal), opening(vector.key, aead::direction::open);
  octets out(vector.text.size() + aead::tag_size);
  CHECK(sealing.seal(counter, vector.text, 0, out.data()));
  CHECK(out == vector.sealed);
  CHECK(opens(opening, counter, vector.sealed, vector.text));
  CHECK(!opens(opening, counter ^ 1, vector.sealed, vector.text));
  for (std::size_t bit = 0; bit < 8 * aead::tag_size; bit++) {
    octets forged = vector.sealed;
    forged[vector.text.size() + bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    CHECK(!opens(opening, counter, forged, vector.text));
  }
}

} // namespace

void check_sealed_as_published(const char *vectors) {
  std::ifstream file(vectors);
  extended_aead extended;
  std::size_t given = 0, refused = 0, counting = 0;
  for (std::string line; std::getline(file, line);) {
    const sealed_vector vector = read_vector(line);
    if (vector.kind == "counting") {
      check_counting(vector);
      counting++;
      continue;
    }
    const bool is_valid = vector.result == "valid";
    CHECK(is_sealed_as_published(extended, vector) == is_valid);
    (is_valid ? given : refused)++;
  }
  CHECK(given == 246 && refused == 60 && counting == 45);
}

} // namespace ntm::check
