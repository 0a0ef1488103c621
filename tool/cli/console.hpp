#pragma once

#include "cli/options.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tell {

/// The terminal side of a process: reports on standard output, everything else on standard error.
class Console {
public:
  Console(When color, When progress, bool quiet);

  /// Writes a report. A reader that went away (`| head`) is no error. Other failures are: a full disk must not look
  /// like an empty report.
  [[nodiscard]] Status print(std::string_view text);

  /// Writes to standard error, over the progress line where there is one.
  void say(std::string_view text);

  /// Shows how far the extraction is, how fast it goes and how long it will take, on one line that is overwritten. The
  /// first call tells what was done before it began.
  void progress(std::size_t done, std::size_t total);

  [[nodiscard]] bool colorsOnOutput() const;
  [[nodiscard]] bool colorsOnError() const;

  /// The columns of the terminal that reports or messages go to; 0 where it is none.
  [[nodiscard]] std::size_t widthOfOutput() const;
  [[nodiscard]] std::size_t widthOfError() const;

  /// The machine's name for links to its files; empty where a reader can't follow them.
  [[nodiscard]] std::string linkHostOnOutput() const;

private:
  struct Start {
    std::chrono::steady_clock::time_point time;
    std::size_t done = 0;
  };

  void clearProgress();

  When color_;
  bool showProgress_;
  bool progressShown_ = false;
  std::optional<Start> start_;
};

/// The progress line: units done of all, `now` of them in the time that has passed, the rate and the time left.
[[nodiscard]] std::string progressText(std::size_t done, std::size_t total, std::size_t now,
                                       std::chrono::duration<double> elapsed);

} // namespace tell
