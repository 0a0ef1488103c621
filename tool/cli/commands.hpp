#pragma once

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "support/result.hpp"

#include <functional>
#include <string>

namespace tell {

/// Where a command runs.
struct Surroundings {
  Console *console = nullptr;      ///< never null
  std::string workingDirectory;    ///< absolute
  std::string cacheDirectory;      ///< absolute; where facts are kept unless told otherwise; empty: nowhere
  std::function<bool()> cancelled; ///< whether the user asked to stop; then the command returns an error soon
};

/// Runs what the options ask for: the exit code, or an error for usage errors and bad input (exit code 2). Files are
/// written whole or not at all, and only after everything has been analyzed.
[[nodiscard]] Result<int> run(const Options &options, const Surroundings &surroundings);

} // namespace tell
