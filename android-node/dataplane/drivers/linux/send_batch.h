#pragma once
#include <vector>

#include "../../engine/address.h"

namespace ntm {

/// Datagrams that lie one behind the other until they are handed to the system. Neighbours to one destination
/// become one message that the kernel cuts (UDP_SEGMENT): all of one size but the last, which may be shorter.
class send_batch {
public:
  static constexpr std::size_t capacity = 256 * 1024;
  static constexpr std::size_t most_messages = 64;

  bool has_room(std::size_t size) const { return used_ + size <= capacity && messages_.size() < most_messages; }
  std::uint8_t *room(std::size_t size);
  void add(int file, const endpoint &destination, std::size_t size);
  /// Sends all; the number of datagrams that the system did not take.
  std::size_t flush();
  bool empty() const { return messages_.empty(); }

private:
  struct message {
    int file;
    endpoint destination;
    std::size_t offset;
    std::size_t segment;
    std::size_t total;
    std::size_t count;
    bool joins(int other_file, const endpoint &other, std::size_t size) const;
  };

  std::size_t send_run(std::size_t from, std::size_t to);
  std::size_t send_one_by_one(const message &each);

  std::vector<std::uint8_t> buffer_;
  std::size_t used_ = 0;
  std::vector<message> messages_;
};

} // namespace ntm
