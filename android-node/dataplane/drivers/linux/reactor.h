#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "../../engine/bytes.h"
#include "spare_time.h"

struct epoll_event;

namespace ntm {

/// One thread for the whole process that waits for readable files and deadlines, for any number of data planes.
/// It runs while anything is registered.
class reactor {
public:
  using handler = std::function<void()>;

  static reactor &of_process();

  /// Calls `readable` on the thread while the file has something to read. The returned number removes it.
  std::uint64_t watch(int file, handler readable);
  /// The same for what must not keep others waiting: after all else of a round, and only while it takes no more than
  /// its spare time of the thread. One call is to be short.
  std::uint64_t watch_last(int file, handler readable);
  /// Makes a deadline that is not armed yet.
  std::uint64_t add_timer(handler due);
  void arm(std::uint64_t timer, std::optional<std::int64_t> at);
  /// A handler that runs just now may end after this returns, but is not called again.
  void remove(std::uint64_t registration);

private:
  struct registration {
    int file = -1;
    std::shared_ptr<handler> call;
    /// When a timer is due, or when a file is watched again.
    std::optional<std::int64_t> at;
    bool last = false;
  };

  std::uint64_t add(int file, handler readable, bool last);
  void start_if_needed();
  void run();
  std::span<const epoll_event> wait(std::span<epoll_event> room);
  void call_ready(std::span<const epoll_event> ready);
  void call_last();
  void watch_again(const registration &of, std::uint64_t number) const;
  int timeout_until_next() const;
  std::shared_ptr<handler> handler_of(std::uint64_t registration);
  bool is_last(std::uint64_t registration) const;
  void run_due_timers();
  void interrupt() const;

  mutable std::mutex lock_;
  std::unordered_map<std::uint64_t, registration> registrations_;
  std::set<std::pair<std::int64_t, std::uint64_t>> deadlines_;
  // The thread's alone: files that are ready and may wait, the time that is left for them, and up to when it is known.
  std::vector<std::uint64_t> ready_last_;
  spare_time spare_;
  std::chrono::nanoseconds accounted_{};
  std::uint64_t next_number_ = 1;
  int epoll_ = -1;
  int interrupt_ = -1;
  bool running_ = false;
  std::thread thread_;
};

} // namespace ntm
