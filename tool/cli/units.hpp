#pragma once

#include "cli/options.hpp"
#include "cli/pipeline.hpp"
#include "cli/unit_cache.hpp"
#include "extract/worker_pool.hpp"
#include "facts/tu_facts.hpp"
#include "findings/finding.hpp"
#include "findings/triage.hpp"
#include "support/project_scope.hpp"
#include "support/result.hpp"
#include "workspace/compile_command.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tell {

/// The facts of all units that could be had, and what to say about the others.
struct Units {
  std::vector<facts::TuFacts> facts; ///< units as a whole, or parts of them (see facts/parts.hpp), each once
  std::vector<std::vector<std::uint32_t>> sharers; ///< for each of `facts`: as in `LinkInput::sharers`; or empty
  std::size_t total = 0;                           ///< those without facts too
  std::size_t incomplete = 0;                      ///< without facts, or with errors
  std::size_t reused = 0;                          ///< taken from the cache
  bool given = false; ///< as facts from elsewhere: others may be missing of which nothing is known
  std::vector<Notification> notifications;
};

/// Adds a unit's facts; where they have errors, that is noted.
void addFacts(Units &units, facts::TuFacts facts, const ProjectScope &scope);

/// Adds what became of a unit: its facts, or that there are none.
void addOutcome(Units &units, UnitOutcome outcome, const ProjectScope &scope);

/// How the options want units to be extracted, and read from the cache.
[[nodiscard]] PoolOptions poolFor(const Options &options, const Host &host);
[[nodiscard]] unsigned threadsFor(const Options &options);

/// How much the options let the cache hold.
[[nodiscard]] facts::CacheLimits limitsOf(const Options &options);

/// Ends the use of a cache, and says what kept it from keeping.
void finish(UnitCache &cache, const Options &options, const Host &host);

/// Extracts every command's unit, but for those whose facts are in the cache and still hold, and takes them apart, so
/// that what several units say of one header is there once.
[[nodiscard]] Units extractUnits(const std::vector<CompileCommand> &commands, const ProjectScope &scope,
                                 const Options &options, const Host &host);

/// Extracts every command's unit as a whole, without a cache: who asks for facts keeps them.
[[nodiscard]] Units extractWhole(const std::vector<CompileCommand> &commands, const ProjectScope &scope,
                                 const Options &options, const Host &host);

/// The facts in a file; errors name the file as `path` has it.
[[nodiscard]] Result<facts::TuFacts> readFacts(const std::string &path);

/// Reads the facts files that `Options::facts` names; folders are searched for *.facts. A path that does not exist and
/// a folder without facts are errors; a damaged file is a notification and costs that unit only.
[[nodiscard]] Result<Units> readUnits(const Options &options, const Host &host, const ProjectScope &scope);

/// The facts that `Options::baseFacts` names. All of them are needed: a damaged file is an error.
[[nodiscard]] Result<std::vector<facts::TuFacts>> readBaseFacts(const Options &options, const Host &host);

/// One command for each file, in place of those of a database: the flags that were given after `--`.
[[nodiscard]] std::vector<CompileCommand> withFixedFlags(const std::vector<CompileCommand> &commands,
                                                         const std::vector<std::string> &flags,
                                                         const std::string &workingDirectory);

/// The comments of all units that ask for silence, unjudged, and those that declare roles, sorted.
[[nodiscard]] std::vector<JudgedComment> commentsOf(const std::vector<facts::TuFacts> &units,
                                                    const ProjectScope &scope);

} // namespace tell
