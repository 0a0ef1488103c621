#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

#include "extract/worker_pool.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TELL_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define TELL_SANITIZED true
#endif
#endif
#ifndef TELL_SANITIZED
#define TELL_SANITIZED false
#endif

namespace tell {

/// Sanitizers map terabytes of address space, report crashes themselves, and may have a thread.
inline constexpr bool kSanitized = TELL_SANITIZED;

/// A file descriptor that is closed with its owner.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor();

  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

/// Runs in a forked process; what it returns is the process's answer, whose first byte is a tag.
using WorkerTask = std::function<std::string()>;

/// Runs the task in a process of its own and waits for its answer, without the tag; nothing where it gave none: what it
/// did ended the process, took too long or too much memory, or the run was cancelled.
[[nodiscard]] std::optional<std::string> answerOf(const WorkerTask &task, const PoolOptions &pool);

/// A forked process that extracts one unit or does a similar task, seen from its parent. It is killed with the object.
class Worker {
public:
  using Clock = std::chrono::steady_clock;

  /// The Error says why no process could be started, which may pass when others have ended.
  static Result<std::unique_ptr<Worker>> start(const WorkerTask &task, const PoolOptions &pool);

  /// The same with a process that `fork` makes: a child of this process that answers to the descriptors given and has
  /// isolated itself; -1, with errno set: there is none.
  static Result<std::unique_ptr<Worker>> startBy(const std::function<pid_t(int answerPipe, int printedPipe)> &fork,
                                                 const PoolOptions &pool);

  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;
  ~Worker();

  /// What to poll for reading: the answer, and what the process prints on standard error.
  [[nodiscard]] int answerDescriptor() const { return answerPipe_.number(); }
  [[nodiscard]] int printedDescriptor() const { return printedPipe_.number(); }

  /// When the process is to be killed; nothing where there is no limit, or once it was killed.
  [[nodiscard]] std::optional<Clock::time_point> deadline() const { return deadline_; }

  /// Takes what there is to read, without waiting. True once the process has ended.
  [[nodiscard]] bool read();

  /// Kills the process; `state` and `reason` are its outcome.
  void kill(UnitOutcome::State state, std::string reason);

  /// The outcome, without `file` and `facts`. Waits for the end of the process: call it once, when `read` said true or
  /// after `kill`.
  [[nodiscard]] UnitOutcome finish();

  /// The answer without its tag, of a process whose outcome is Extracted: encoded facts, unchecked.
  [[nodiscard]] std::string takeAnswer();

  /// Whether the process read a unit behind shared headers and says that it must be read alone.
  [[nodiscard]] bool objected() const;

  /// The most memory that the process had, once it has ended.
  [[nodiscard]] std::uint64_t peakMiB() const { return peakMiB_; }

private:
  Worker(pid_t process, Descriptor answerPipe, Descriptor printedPipe, const PoolOptions &pool);

  [[nodiscard]] UnitOutcome outcomeOf(int status) const;
  [[nodiscard]] UnitOutcome answerOutcome() const;
  [[nodiscard]] UnitOutcome crash(std::string reason) const;

  pid_t process_; ///< -1 once it was waited for
  Descriptor answerPipe_;
  Descriptor printedPipe_;
  std::optional<Clock::time_point> deadline_;
  std::uint64_t memoryMiB_;
  std::uint64_t peakMiB_ = 0;
  std::string answer_;
  std::string printed_; ///< the end of what it printed
  std::optional<UnitOutcome> killed_;
};

} // namespace tell
