#include "extract/worker_process.hpp"

#include <csignal>
#include <cstdlib>
#include <new>

#include <fcntl.h>
#include <llvm/Support/ErrorHandling.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "extract/confine.hpp"
#include "extract/worker.hpp"
#include "facts/codec.hpp"
#include "support/file.hpp"

namespace tell {
namespace {

[[noreturn]] void endOutOfMemory() { ::_exit(kOutOfMemoryCode); }

void print(std::string_view text) {
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

void limit(decltype(RLIMIT_CORE) resource, rlim_t value) {
  const rlimit both = {.rlim_cur = value, .rlim_max = value};
  ::setrlimit(resource, &both); // best effort: a lower limit may stand already
}

/// Sees to it that this process ends when its parent does.
void endWith(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent)
    ::_exit(kNoPipeCode);
}

void printTo(int printedPipe) {
  if (::dup2(printedPipe, STDERR_FILENO) < 0)
    ::_exit(kNoPipeCode);
}

} // namespace

std::string answerWith(const Result<facts::TuFacts> &result) {
  std::string answer(1, result ? kFactsTag : kErrorTag);
  answer += result ? facts::encode(*result) : result.error().message();
  return answer;
}

void writeOrExit(int descriptor, std::string_view bytes) {
  if (writeAll(descriptor, bytes) != 0)
    ::_exit(kNoPipeCode);
}

void isolate(pid_t parent, int printedPipe, std::uint64_t memoryMiB) {
  endWith(parent);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD})
    std::signal(number, SIG_DFL);
  if (!kSanitized) // the parent's handlers would print its stack and remove its files
    for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
      std::signal(number, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  if (!kSanitized && memoryMiB != 0)
    limit(RLIMIT_AS, memoryMiB << 20);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || ::dup2(null, STDIN_FILENO) < 0 || ::dup2(null, STDOUT_FILENO) < 0)
    ::_exit(kNoPipeCode);
  printTo(printedPipe);

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
  if (!kSanitized) // they run a program to name the functions of a stack
    confine();
}

void continueFor(pid_t parent, int printedPipe) {
  endWith(parent);
  printTo(printedPipe);
}

} // namespace tell
