#pragma once
#include <cstddef>
#include <cstdio>
#include <cstdlib>

/// Ends the program with the place where something is not as it must be.
#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                     \
      std::exit(1);                                                                                                    \
    }                                                                                                                  \
  } while (false)

namespace ntm::check {

void check_engine_with_random_input();
void check_hostile_datagrams_change_nothing(std::size_t datagrams);
void check_hostile_inner_packets(std::size_t packets);
void check_segments_are_cut_and_joined();
void check_offload_headers_with_random_input();
void check_outbox_keeps_room_for_what_must_not_be_lost();
void check_forwarding_table_against_search();
void check_ports_are_divided();
void check_sealed_as_published(const char *vectors);
void check_spare_time_is_never_nothing_and_never_much();

} // namespace ntm::check
