#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/options.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr int kUsageError = 2;

/// The signal that asked to stop; 0 while none has.
std::atomic<int> stopSignal{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler sets it");

/// The first signal stops the run in good order; the second one, should that take too long, ends the process at once.
/// What the parent had us ignore (nohup, a shell's background job) stays ignored.
void stopOnSignals() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { stopSignal = signal; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
      sigaction(signal, &action, nullptr);
  }
  // A reader that goes away and a file that may not grow are seen by the failing write.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

/// What is closed as the program starts (`>&-`) would else be the number of the next file that it opens.
void openStandardStreams() {
  int descriptor = -1;
  do
    descriptor = ::open("/dev/null", O_RDWR); // takes the lowest number that is free
  while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0)
    ::close(descriptor);
}

/// The user's own cache by the XDG base directory specification; empty where there is no home.
std::string cacheDirectory() {
  const auto absolute = [](const char *variable) {
    const char *value = std::getenv(variable);
    return std::string(value != nullptr && *value == '/' ? value : "");
  };
  if (const std::string caches = absolute("XDG_CACHE_HOME"); !caches.empty())
    return caches + "/clang-tell";
  const std::string home = absolute("HOME");
  return home.empty() ? home : home + "/.cache/clang-tell";
}

int fail(tell::Console &console, const tell::Error &error) {
  console.say(fmt::format("clang-tell: error: {}\n", tell::printable(error.message())));
  return kUsageError;
}

} // namespace

int main(int argc, char **argv) {
  openStandardStreams();
  stopOnSignals();
  const auto options = tell::parseOptions({argv + 1, argv + argc});
  tell::Console console(options ? options->color : tell::When::Auto, options ? options->progress : tell::When::Auto,
                        options && options->quiet);
  if (!options)
    return fail(console, options.error());
  std::error_code noFolder;
  const std::string workingDirectory = std::filesystem::current_path(noFolder).string();
  if (noFolder)
    return fail(console, tell::Error("the working directory: " + noFolder.message()));
  const auto exitCode =
      tell::run(*options, {&console, workingDirectory, cacheDirectory(), [] { return stopSignal != 0; }});
  if (const int signal = stopSignal; signal != 0) {
    console.say("clang-tell: interrupted\n");
    return 128 + signal;
  }
  return exitCode ? *exitCode : fail(console, exitCode.error());
}
