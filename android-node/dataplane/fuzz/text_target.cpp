#include "../engine/address.h"
#include "../test/native/checks.h"
#include "targets.h"

namespace ntm::fuzz {

/// Addresses, prefixes and endpoints as text: what is read is written, and read again as the same.
void try_text(const_bytes input) {
  const std::string text(input.begin(), input.end());
  if (const auto address = parse_address(text)) {
    CHECK(parse_address(format_address(*address)) == address);
    CHECK(masked(*address, 128) == *address);
  }
  if (const auto prefix = parse_prefix(text)) {
    CHECK(prefix->length <= prefix->address.size() * 8);
    CHECK(masked(prefix->address, prefix->length) == prefix->address);
    CHECK(parse_prefix(format_address(prefix->address) + "/" + std::to_string(prefix->length)) == prefix);
  }
  if (const auto read = parse_endpoint(text)) CHECK(parse_endpoint(format_endpoint(*read)) == read);
}

} // namespace ntm::fuzz
