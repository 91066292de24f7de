#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <unordered_map>

#include "../../engine/bytes.h"

namespace ntm {

/// One thread for the whole process that waits for readable files and deadlines, for any number of data planes.
/// It runs while anything is registered.
class reactor {
public:
  using handler = std::function<void()>;

  static reactor &of_process();

  /// Calls `readable` on the thread while the file has something to read. The returned number removes it.
  std::uint64_t watch(int file, handler readable);
  /// Makes a deadline that is not armed yet.
  std::uint64_t add_timer(handler due);
  void arm(std::uint64_t timer, std::optional<std::int64_t> at);
  /// A handler that runs just now may end after this returns, but is not called again.
  void remove(std::uint64_t registration);

private:
  struct registration {
    int file = -1;
    std::shared_ptr<handler> call;
    std::optional<std::int64_t> at;
  };

  void start_if_needed();
  void run();
  int timeout_until_next() const;
  std::shared_ptr<handler> handler_of(std::uint64_t registration);
  void run_due_timers();
  void interrupt() const;

  mutable std::mutex lock_;
  std::unordered_map<std::uint64_t, registration> registrations_;
  std::set<std::pair<std::int64_t, std::uint64_t>> deadlines_;
  std::uint64_t next_number_ = 1;
  int epoll_ = -1;
  int interrupt_ = -1;
  bool running_ = false;
  std::thread thread_;
};

} // namespace ntm
