#include "extract/worker.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>

#include <fcntl.h>
#include <fmt/format.h>
#include <llvm/Support/ErrorHandling.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "facts/codec.hpp"

namespace tell {
namespace {

// How the process ended, as its exit code; 0: the answer is complete.
constexpr int kOutOfMemoryCode = 113;
constexpr int kFatalErrorCode = 114;
constexpr int kExitCalledCode = 115;
constexpr int kNoPipeCode = 116;

// What the first byte of an answer says about the rest.
constexpr char kFactsTag = 'F';
constexpr char kErrorTag = 'E';

// --- in the forked process
// --------------------------------------------------------------------------------------------

[[noreturn]] void endOutOfMemory() { ::_exit(kOutOfMemoryCode); }

void print(std::string_view text) {
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

void limit(decltype(RLIMIT_CORE) resource, rlim_t value) {
  const rlimit both = {.rlim_cur = value, .rlim_max = value};
  ::setrlimit(resource, &both); // best effort: a lower limit may stand already
}

void writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      ::_exit(kNoPipeCode);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Undoes what the parent set up for itself, and sees to it that whatever ends this process ends this process only.
void isolate(pid_t parent, int printedPipe, std::uint64_t memoryMiB) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent)
    ::_exit(kNoPipeCode);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD})
    std::signal(number, SIG_DFL);
  if (!kSanitized) // the parent's handlers would print its stack and remove its files
    for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
      std::signal(number, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  if (!kSanitized && memoryMiB != 0)
    limit(RLIMIT_AS, memoryMiB << 20);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || ::dup2(null, STDIN_FILENO) < 0 || ::dup2(null, STDOUT_FILENO) < 0 ||
      ::dup2(printedPipe, STDERR_FILENO) < 0)
    ::_exit(kNoPipeCode);

  // The last handler registered runs first: none of the parent's follows.
  std::atexit([] { ::_exit(kExitCalledCode); });
  std::set_new_handler(endOutOfMemory);
  llvm::remove_bad_alloc_error_handler();
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { endOutOfMemory(); });
  llvm::remove_fatal_error_handler();
  llvm::install_fatal_error_handler([](void *, const char *reason, bool) {
    print(reason);
    ::_exit(kFatalErrorCode);
  });
}

/// noexcept: an exception must not unwind into a second copy of the parent.
[[noreturn]] void runChild(const CompileCommand &command, const ExtractFunction &extract, int answerPipe) noexcept {
  const Result<facts::TuFacts> result = extract(command);
  std::string answer(1, result ? kFactsTag : kErrorTag);
  answer += result ? facts::encode(*result) : result.error().message();
  writeAll(answerPipe, answer);
  ::_exit(0);
}

// --- in the parent
// ----------------------------------------------------------------------------------------------------

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

Descriptor::~Descriptor() {
  if (number_ >= 0)
    ::close(number_);
}

Result<std::unique_ptr<Worker>> Worker::start(const CompileCommand &command, const ExtractFunction &extract,
                                              const PoolOptions &pool) {
  std::optional<Pipe> answer = makePipe();
  std::optional<Pipe> printed = makePipe();
  if (!answer || !printed)
    return systemError("no pipe for a worker process");
  constexpr int kAnswerPipeBytes = 1 << 20; // most answers fit, so the process can end while the parent is busy
  ::fcntl(answer->writing.number(), F_SETPIPE_SZ, kAnswerPipeBytes);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0)
    return systemError("no worker process");
  if (process == 0) {
    isolate(parent, printed->writing.number(), pool.unitMemoryMiB);
    runChild(command, extract, answer->writing.number());
  }
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
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
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
  if (answer_.front() == kErrorTag)
    return outcome(UnitOutcome::State::Failed, answer_.substr(1));
  return outcome(UnitOutcome::State::Extracted, {});
}

std::string Worker::takeFacts() {
  answer_.erase(0, 1);
  return std::move(answer_);
}

} // namespace tell
