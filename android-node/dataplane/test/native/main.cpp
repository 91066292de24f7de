#include "../../fuzz/replay.h"
#include "checks.h"

/// The arguments are the folder of the fuzz targets' corpora, and published vectors of sealed texts.
int main(int count, char **arguments) {
  CHECK(count == 3);
  ntm::check::check_forwarding_table_against_search();
  ntm::check::check_outbox_keeps_room_for_what_must_not_be_lost();
  ntm::check::check_segments_are_cut_and_joined();
  ntm::check::check_offload_headers_with_random_input();
  ntm::check::check_ports_are_divided();
  ntm::check::check_spare_time_is_never_nothing_and_never_much();
  ntm::check::check_sealed_as_published(arguments[2]);
  ntm::check::check_engine_with_random_input();
  ntm::check::check_hostile_datagrams_change_nothing(1'000'000);
  ntm::check::check_hostile_inner_packets(200'000);
  ntm::fuzz::replay_corpora(arguments[1]);
  std::puts("all as it must be");
}
