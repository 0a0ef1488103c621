#include "cli/console.hpp"

#include "support/file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tell {
namespace {

/// NO_COLOR as no-color.org has it: any value that is not empty.
bool takesColors(int descriptor) {
  const char *noColor = std::getenv("NO_COLOR");
  const char *terminal = std::getenv("TERM");
  return isatty(descriptor) != 0 && (noColor == nullptr || *noColor == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::size_t widthOf(int descriptor) {
  winsize size{};
  return isatty(descriptor) != 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool decide(When when, bool automatic) { return when == When::Always || (when == When::Auto && automatic); }

} // namespace

std::string progressText(std::size_t done, std::size_t total, std::size_t now, std::chrono::duration<double> elapsed) {
  std::string text = fmt::format("[{}/{}] units", done, total);
  if (now == 0 || elapsed.count() <= 0)
    return text;
  const double rate = static_cast<double>(now) / elapsed.count();
  const auto left = static_cast<long>(std::ceil(static_cast<double>(total - done) / rate));
  text += fmt::format(", {:.1f}/s", rate);
  if (left >= 60)
    return text + fmt::format(", {} min {:02} s left", left / 60, left % 60);
  return text + fmt::format(", {} s left", left);
}

Console::Console(When color, When progress, bool quiet)
    : color_(color), showProgress_(decide(progress, !quiet && isatty(STDERR_FILENO) != 0)) {}

Status Console::print(std::string_view text) {
  clearProgress();
  const int error = writeAll(STDOUT_FILENO, text);
  if (error != 0 && error != EPIPE)
    return Error(fmt::format("writing to standard output: {}", std::strerror(error)));
  return {};
}

void Console::say(std::string_view text) {
  clearProgress();
  writeAll(STDERR_FILENO, text); // there is no one left to tell of a failure
}

void Console::progress(std::size_t done, std::size_t total) {
  if (!showProgress_)
    return;
  const auto now = std::chrono::steady_clock::now();
  if (!start_)
    start_ = Start{now, done};
  const std::chrono::duration<double> elapsed = now - start_->time;
  writeAll(STDERR_FILENO, "\r\033[K" + progressText(done, total, done - start_->done, elapsed));
  progressShown_ = true;
}

bool Console::colorsOnOutput() const { return decide(color_, takesColors(STDOUT_FILENO)); }

bool Console::colorsOnError() const { return decide(color_, takesColors(STDERR_FILENO)); }

std::size_t Console::widthOfOutput() const { return widthOf(STDOUT_FILENO); }

std::size_t Console::widthOfError() const { return widthOf(STDERR_FILENO); }

std::string Console::linkHostOnOutput() const {
  std::array<char, 256> name{};
  if (!colorsOnOutput() || isatty(STDOUT_FILENO) == 0 || gethostname(name.data(), name.size() - 1) != 0)
    return {};
  return name.data();
}

void Console::clearProgress() {
  if (!progressShown_)
    return;
  writeAll(STDERR_FILENO, "\r\033[K");
  progressShown_ = false;
}

} // namespace tell
