#include "reactor.h"

#include <algorithm>
#include <array>
#include <climits>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../boot_clock.h"

namespace ntm {
namespace {

/// What is called last is told of once, until it is watched again.
std::uint32_t events_of(bool last) { return last ? EPOLLIN | EPOLLONESHOT : EPOLLIN; }

/// What this thread has had of a core so far.
std::chrono::nanoseconds thread_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

reactor &reactor::of_process() {
  // Never destroyed: the thread may outlive every object of static duration.
  static reactor *const only = new reactor;
  return *only;
}

void reactor::start_if_needed() {
  if (epoll_ < 0) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    interrupt_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_event wanted{.events = EPOLLIN, .data = {.u64 = 0}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, interrupt_, &wanted);
  }
  if (running_) return;
  running_ = true;
  // The thread before, if any, has left its loop and takes no lock any more.
  if (thread_.joinable()) thread_.join();
  thread_ = std::thread([this] { run(); });
}

std::uint64_t reactor::watch(int file, handler readable) { return add(file, std::move(readable), false); }

std::uint64_t reactor::watch_last(int file, handler readable) { return add(file, std::move(readable), true); }

std::uint64_t reactor::add(int file, handler readable, bool last) {
  const std::lock_guard guard(lock_);
  const std::uint64_t number = next_number_++;
  registrations_[number] = {file, std::make_shared<handler>(std::move(readable)), std::nullopt, last};
  start_if_needed();
  epoll_event wanted{.events = events_of(last), .data = {.u64 = number}};
  epoll_ctl(epoll_, EPOLL_CTL_ADD, file, &wanted);
  return number;
}

std::uint64_t reactor::add_timer(handler due) {
  const std::lock_guard guard(lock_);
  const std::uint64_t number = next_number_++;
  registrations_[number] = {-1, std::make_shared<handler>(std::move(due)), std::nullopt};
  start_if_needed();
  return number;
}

void reactor::arm(std::uint64_t timer, std::optional<std::int64_t> at) {
  const std::lock_guard guard(lock_);
  const auto found = registrations_.find(timer);
  if (found == registrations_.end() || found->second.at == at) return;
  if (found->second.at) deadlines_.erase({*found->second.at, timer});
  found->second.at = at;
  if (!at) return;
  deadlines_.insert({*at, timer});
  if (deadlines_.begin()->second == timer && std::this_thread::get_id() != thread_.get_id()) interrupt();
}

void reactor::remove(std::uint64_t number) {
  const std::lock_guard guard(lock_);
  const auto found = registrations_.find(number);
  if (found == registrations_.end()) return;
  if (found->second.file >= 0) epoll_ctl(epoll_, EPOLL_CTL_DEL, found->second.file, nullptr);
  if (found->second.at) deadlines_.erase({*found->second.at, number});
  registrations_.erase(found);
  if (registrations_.empty()) interrupt();
}

void reactor::interrupt() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(interrupt_, &one, sizeof one);
}

int reactor::timeout_until_next() const {
  const std::lock_guard guard(lock_);
  if (deadlines_.empty()) return -1;
  return static_cast<int>(std::clamp<std::int64_t>(deadlines_.begin()->first - boot_time(), 0, INT_MAX));
}

std::shared_ptr<reactor::handler> reactor::handler_of(std::uint64_t number) {
  const std::lock_guard guard(lock_);
  const auto found = registrations_.find(number);
  return found == registrations_.end() ? nullptr : found->second.call;
}

bool reactor::is_last(std::uint64_t number) const {
  const std::lock_guard guard(lock_);
  const auto found = registrations_.find(number);
  return found != registrations_.end() && found->second.last;
}

void reactor::run_due_timers() {
  const std::int64_t now = boot_time();
  for (;;) {
    std::shared_ptr<handler> due;
    {
      const std::lock_guard guard(lock_);
      if (deadlines_.empty() || deadlines_.begin()->first > now) return;
      const std::uint64_t number = deadlines_.begin()->second;
      deadlines_.erase(deadlines_.begin());
      auto &entry = registrations_[number];
      entry.at.reset();
      if (entry.last) {
        watch_again(entry, number);
        continue;
      }
      due = entry.call;
    }
    (*due)();
  }
}

void reactor::call_ready(std::span<const epoll_event> ready) {
  for (const epoll_event &each : ready) {
    const std::uint64_t number = each.data.u64;
    if (number == 0) {
      std::uint64_t value;
      [[maybe_unused]] const auto drained = read(interrupt_, &value, sizeof value);
    } else if (is_last(number)) {
      ready_last_.push_back(number);
    } else if (const auto call = handler_of(number)) {
      (*call)();
    }
  }
}

void reactor::call_last() {
  for (const std::uint64_t number : ready_last_) {
    const std::shared_ptr<handler> call = handler_of(number);
    if (!call) continue;
    const auto before = thread_time();
    spare_.passed(before - accounted_);
    if (spare_.is_left()) (*call)();
    accounted_ = thread_time();
    spare_.spend(accounted_ - before);
    const std::lock_guard guard(lock_);
    const auto found = registrations_.find(number);
    if (found == registrations_.end()) continue;
    if (spare_.is_left()) {
      watch_again(found->second, number);
    } else {
      found->second.at = boot_time() + 1;
      deadlines_.insert({*found->second.at, number});
    }
  }
  ready_last_.clear();
}

void reactor::watch_again(const registration &of, std::uint64_t number) const {
  epoll_event wanted{.events = events_of(true), .data = {.u64 = number}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, of.file, &wanted);
}

std::span<const epoll_event> reactor::wait(std::span<epoll_event> room) {
  const auto from = std::chrono::steady_clock::now();
  const int count = epoll_wait(epoll_, room.data(), static_cast<int>(room.size()), timeout_until_next());
  spare_.passed(std::chrono::steady_clock::now() - from);
  return room.first(static_cast<std::size_t>(std::max(count, 0)));
}

void reactor::run() {
  accounted_ = thread_time();
  std::array<epoll_event, 64> ready;
  for (;;) {
    call_ready(wait(ready));
    run_due_timers();
    call_last();
    const std::lock_guard guard(lock_);
    if (!registrations_.empty()) continue;
    running_ = false;
    return;
  }
}

} // namespace ntm
