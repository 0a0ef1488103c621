#pragma once

#include "findings/finding.hpp"
#include "report/format.hpp"
#include "support/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tell {

enum class Command : std::uint8_t {
  Check,
  Census,
  Compare,
  Baseline,
  Config,
  Init,
  Index,
  ListChecks,
  Explain,
  Extract,
  DumpFacts,
  Completion,
  CacheStats,
  CacheClean,
  HookPreCommit,
  HookAgent,
  Help,
  Version
};

enum class When : std::uint8_t { Auto, Always, Never };

/// One `--output`.
struct Output {
  const Format *format = nullptr; ///< never null
  std::string file;               ///< as given; empty: standard output
};

/// What the command line asks for. Paths are as given: relative ones start at the working directory. A
/// default-constructed value with `command` set means what that command does without further arguments.
struct Options {
  Command command = Command::Check;
  std::vector<std::string> paths; ///< check, census, index: PATH…; extract: FILE; facts dump: F; explain: CHECK;
                                  ///< completion: SHELL; compare: OLD NEW
  std::string buildDirectory;
  std::vector<std::string> extraArguments;
  std::optional<std::vector<std::string>>
      fixedFlags;                     ///< what follows `--`: the flags of every unit in place of a compile database
  std::string checks;                 ///< see selectChecks; empty: all
  std::vector<Output> outputs;        ///< empty: text on standard output
  std::string factsFile;              ///< extract: where the facts go
  std::vector<std::string> facts;     ///< facts to link in place of extracting: files, and folders of *.facts
  std::vector<std::string> baseFacts; ///< facts of the program before, kept from another run
  std::string baseline;               ///< a baseline or an earlier SARIF log; empty: none
  std::string since;                  ///< a revision: only what changed since then; empty: everything
  bool staged = false;                ///< only what is staged
  std::string diff;          ///< only what this diff changes: a file, "-" for standard input; empty: everything
  bool mayBeEmpty = false;   ///< nothing to compile is no error
  std::string changedFile;   ///< absolute: of what changed, only this file counts; empty: all
  bool fix = false;          ///< apply the safe fixes
  bool fixPreview = false;   ///< print them as a diff in place of the text report
  std::string exportFixes;   ///< where clang-apply-replacements' input goes; empty: nowhere
  bool authoredByAi = false; ///< only what stands in lines that a tool wrote
  bool prune = false;        ///< baseline: only drop what is gone
  std::string config;        ///< a configuration file in place of those in the tree; empty: those
  bool noConfig = false;     ///< no configuration file at all
  std::optional<std::optional<Level>> failOn; ///< in place of the configuration's; none inside: never
  std::optional<unsigned> maxFindings;        ///< in place of the configuration's
  bool exitZero = false;
  bool allowIncomplete = false;
  std::string cacheDirectory; ///< empty: the user's own
  bool noCache = false;
  std::optional<unsigned> cacheMiB;           ///< none: the cache's default
  unsigned jobs = 0;                          ///< 0: as many as there are processors
  std::optional<unsigned> unitTimeoutSeconds; ///< none: the pool's default
  std::optional<unsigned> unitMemoryMiB;
  bool schema = false; ///< config: the schema in place of the configuration
  SarifProfile sarifProfile = SarifProfile::Default;
  bool shareHeaders = true; ///< parse headers that several units include once
  bool explainExemptions = false;
  bool baselineStrategies = false;
  bool stats = false;
  bool quiet = false;
  bool verbose = false;
  When color = When::Auto;
  When progress = When::Auto;
  std::string help; ///< Help: the text to show
};

/// Reads a command line, without the program's name. Errors name the argument and the nearest valid name.
[[nodiscard]] Result<Options> parseOptions(std::vector<std::string> arguments);

/// Reads one `--output`: `FMT`, `FMT=FILE` (`-`: standard output) or a FILE whose extension tells the format.
[[nodiscard]] Result<Output> parseOutput(const std::string &text);

} // namespace tell
