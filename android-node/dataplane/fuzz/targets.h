#pragma once
#include <array>
#include <string_view>

#include "../engine/bytes.h"

namespace ntm::fuzz {

/// Each takes any bytes and ends the program where something is not as it must be.
void try_ip_packet(const_bytes input);
void try_offloads(const_bytes input);
void try_engine(const_bytes input);
void try_text(const_bytes input);

struct target {
  std::string_view name;
  void (*run)(const_bytes input);
};

/// The folder of a target's corpus has its name.
inline constexpr std::array<target, 4> targets{{
    {"ip-packet", try_ip_packet},
    {"offloads", try_offloads},
    {"engine", try_engine},
    {"text", try_text},
}};

} // namespace ntm::fuzz
