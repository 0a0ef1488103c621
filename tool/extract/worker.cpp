#include "extract/worker.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/worker_process.hpp"

namespace tell {
namespace {

/// noexcept: an exception must not unwind into a second copy of the parent.
[[noreturn]] void runChild(const WorkerTask &task, int answerPipe) noexcept {
  writeOrExit(answerPipe, task());
  ::_exit(0);
}

Error systemError(std::string_view what) {
  return Error(fmt::format("{}: {}", what, std::strerror(errno))); // the parent has one thread
}

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

std::optional<Pipe> makePipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return std::nullopt;
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pipe{.reading = Descriptor(ends[0]), .writing = Descriptor(ends[1])};
}

/// Appends what can be read without waiting to `text`. True at the end of the stream.
bool drain(int descriptor, std::string &text) {
  static std::array<char, 1U << 18> buffer;
  while (true) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0)
      text.append(buffer.data(), static_cast<std::size_t>(count));
    else if (count == 0)
      return true;
    else if (errno != EINTR)
      return errno != EAGAIN;
  }
}

/// The last line that says something and says the same on every run: no stack frames, no addresses.
std::string lastLine(std::string_view printed) {
  constexpr std::size_t kLongest = 200;
  while (!printed.empty()) {
    const std::size_t end = printed.find_last_not_of("\n\r \t");
    if (end == std::string_view::npos)
      break;
    printed = printed.substr(0, end + 1);
    const std::size_t begin = printed.rfind('\n') + 1; // npos + 1 == 0
    std::string line(printed.substr(begin, kLongest));
    printed = printed.substr(0, begin);
    if (line.find("0x") != std::string::npos || line.front() == '#' || line.front() == '=')
      continue;
    for (char &letter : line)
      if (letter < ' ' || letter > '~')
        letter = '?';
    return line;
  }
  return {};
}

std::string describeSignal(int number) {
  std::string text = ::strsignal(number);
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text;
}

UnitOutcome outcome(UnitOutcome::State state, std::string reason) {
  UnitOutcome result;
  result.state = state;
  result.reason = std::move(reason);
  return result;
}

} // namespace

std::optional<std::string> answerOf(const WorkerTask &task, const PoolOptions &pool) {
  const Result<std::unique_ptr<Worker>> worker = Worker::start(task, pool);
  if (!worker)
    return std::nullopt;
  Worker &process = **worker;
  while (!process.read()) {
    const auto deadline = process.deadline();
    if ((deadline && Worker::Clock::now() >= *deadline) || (pool.cancelled && pool.cancelled()))
      return std::nullopt; // which kills it
    std::array<pollfd, 2> descriptors{{{.fd = process.answerDescriptor(), .events = POLLIN, .revents = 0},
                                       {.fd = process.printedDescriptor(), .events = POLLIN, .revents = 0}}};
    constexpr int kPatience = 100; // milliseconds
    ::poll(descriptors.data(), descriptors.size(), kPatience);
  }
  if (process.finish().state != UnitOutcome::State::Extracted)
    return std::nullopt;
  return process.takeAnswer();
}

Descriptor::~Descriptor() {
  if (number_ >= 0)
    ::close(number_);
}

Result<std::unique_ptr<Worker>> Worker::start(const WorkerTask &task, const PoolOptions &pool) {
  return startBy(
      [&](int answerPipe, int printedPipe) {
        const pid_t parent = ::getpid();
        const pid_t process = ::fork();
        if (process == 0) {
          isolate(parent, printedPipe, pool.unitMemoryMiB);
          runChild(task, answerPipe);
        }
        return process;
      },
      pool);
}

Result<std::unique_ptr<Worker>> Worker::startBy(const std::function<pid_t(int answerPipe, int printedPipe)> &fork,
                                                const PoolOptions &pool) {
  std::optional<Pipe> answer = makePipe();
  std::optional<Pipe> printed = makePipe();
  if (!answer || !printed)
    return systemError("no pipe for a worker process");
  constexpr int kAnswerPipeBytes = 1 << 20; // most answers fit, so the process can end while the parent is busy
  ::fcntl(answer->writing.number(), F_SETPIPE_SZ, kAnswerPipeBytes);
  const pid_t process = fork(answer->writing.number(), printed->writing.number());
  if (process < 0)
    return systemError("no worker process");
  return std::unique_ptr<Worker>(new Worker(process, std::move(answer->reading), std::move(printed->reading), pool));
}

Worker::Worker(pid_t process, Descriptor answerPipe, Descriptor printedPipe, const PoolOptions &pool)
    : process_(process), answerPipe_(std::move(answerPipe)), printedPipe_(std::move(printedPipe)),
      memoryMiB_(pool.unitMemoryMiB) {
  if (pool.unitTimeoutSeconds != 0)
    deadline_ = Clock::now() + std::chrono::seconds(pool.unitTimeoutSeconds);
}

Worker::~Worker() {
  if (process_ < 0)
    return;
  kill(UnitOutcome::State::Failed, {});
  [[maybe_unused]] const UnitOutcome ignored = finish();
}

bool Worker::read() {
  constexpr std::size_t kKept = 4096;
  drain(printedPipe_.number(), printed_);
  if (printed_.size() > 2 * kKept)
    printed_.erase(0, printed_.size() - kKept);
  // Only the process holds the other end, and does so until it ends.
  return drain(answerPipe_.number(), answer_);
}

void Worker::kill(UnitOutcome::State state, std::string reason) {
  ::kill(process_, SIGKILL);
  deadline_.reset();
  killed_ = outcome(state, std::move(reason));
}

UnitOutcome Worker::finish() {
  int status = 0;
  rusage used{};
  while (::wait4(process_, &status, 0, &used) < 0 && errno == EINTR) {
  }
  process_ = -1;
  peakMiB_ = static_cast<std::uint64_t>(used.ru_maxrss) >> 10;
  if (killed_)
    return std::move(*killed_);
  drain(printedPipe_.number(), printed_);
  return outcomeOf(status);
}

UnitOutcome Worker::crash(std::string reason) const {
  if (const std::string line = lastLine(printed_); !line.empty())
    reason += ": " + line;
  return outcome(UnitOutcome::State::Crashed, std::move(reason));
}

UnitOutcome Worker::outcomeOf(int status) const {
  using enum UnitOutcome::State;
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    if (number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT)
      return outcome(Failed, "interrupted");
    if (number == SIGKILL)
      return outcome(OutOfMemory, "killed by the system, most likely for want of memory");
    return crash(fmt::format("crashed ({})", describeSignal(number)));
  }
  switch (const int code = WEXITSTATUS(status)) {
  case 0:
    return answerOutcome();
  case kOutOfMemoryCode:
    return outcome(OutOfMemory, memoryMiB_ != 0 ? fmt::format("needed more than {} MiB of memory", memoryMiB_)
                                                : std::string("there was not enough memory"));
  case kFatalErrorCode:
    return crash("gave up");
  case kExitCalledCode:
    return crash("ended without an answer");
  case kNoPipeCode:
    return outcome(Failed, "the worker process could not be set up");
  default:
    return crash(fmt::format("ended with exit code {}", code));
  }
}

UnitOutcome Worker::answerOutcome() const {
  if (answer_.empty())
    return crash("ended without an answer");
  if (answer_.front() == kErrorTag || answer_.front() == kObjectionTag)
    return outcome(UnitOutcome::State::Failed, answer_.substr(1));
  return outcome(UnitOutcome::State::Extracted, {});
}

bool Worker::objected() const { return !answer_.empty() && answer_.front() == kObjectionTag; }

std::string Worker::takeAnswer() {
  answer_.erase(0, 1);
  return std::move(answer_);
}

} // namespace tell
