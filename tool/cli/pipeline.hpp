#pragma once

#include "cli/analyzed_sources.hpp"
#include "cli/options.hpp"
#include "model/program.hpp"
#include "report/report.hpp"
#include "support/result.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tell {

/// The world around a run, as far as the pipeline touches it. Every function may be empty.
struct Host {
  std::string workingDirectory; ///< absolute; what relative paths in the options start at
  std::string cacheDirectory;   ///< absolute; where facts are kept unless told otherwise; empty: nowhere
  std::function<void(std::string_view)> notice; ///< one line that the user should know and that is no part of a report
  std::function<void(std::string_view)> withheld; ///< one line on what was not judged and how it can be
  std::function<void(std::size_t done, std::size_t total)> progress; ///< after each unit
  std::function<bool()> cancelled;                                   ///< asked several times a second
};

/// How long the stages took.
struct StageTimes {
  std::chrono::milliseconds workspace{};
  std::chrono::milliseconds extract{};
  std::chrono::milliseconds link{};
  std::chrono::milliseconds checks{};
};

/// What a run found, and the program it found it in.
struct Analysis {
  Report report; ///< complete, its exit code included
  Program program;
  AnalyzedSources sources;
  StageTimes times;
  std::size_t reused = 0; ///< units whose facts were in the cache
  bool recalled = false;  ///< what the checks found was there too: then the program is empty
};

/// The whole pipeline: commands, facts (or those of `Options::facts`), program, checks, triage. It writes nothing and
/// prints nothing; units that fail are notifications. Errors are usage errors and bad input that leaves nothing to
/// analyse: an unknown check, no such path, a broken compile database, no unit at all; and "interrupted" once
/// `Host::cancelled` says so.
[[nodiscard]] Result<Analysis> analyse(const Options &options, const Host &host);

} // namespace tell
