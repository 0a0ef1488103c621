#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extract/extract.hpp"
#include "facts/tu_facts.hpp"
#include "support/result.hpp"
#include "workspace/compile_command.hpp"

namespace tell {

/// What became of one unit.
struct UnitOutcome {
  enum class State {
    Extracted,
    Failed,      ///< the extraction returned an Error, no process could be started, or the run was cancelled
    Crashed,     ///< its process ended by a signal, an exit or a fatal error of LLVM's
    TimedOut,    ///< killed after `PoolOptions::unitTimeoutSeconds`
    OutOfMemory, ///< needed more than `PoolOptions::unitMemoryMiB`, or the system killed it
  };
  State state = State::Failed;
  std::string file;              ///< the main file
  facts::TuFacts facts;          ///< where Extracted
  std::string reason;            ///< where not: words for a person; may end in the last line that the process printed
  std::size_t sharedHeaders = 0; ///< how many standard headers were read for it and for others at once
  std::string readAlone = {};    ///< why it was read again without them; empty: it was not
};

struct PoolOptions {
  unsigned jobs = 0;                  ///< processes at a time; 0: as many as there are cores
  unsigned unitTimeoutSeconds = 300;  ///< wall clock; 0: no limit
  std::uint64_t unitMemoryMiB = 4096; ///< address space of a process; 0: no limit; none under sanitizers
  bool shareHeaders = true;           ///< read headers that several units include once, where that changes nothing
  /// How much memory can be had at the moment; nothing: unknown, and no bound. Empty: what the system says. While units
  /// run, no further one is started that would need more, as far as can be told from those that have ended.
  std::function<std::optional<std::uint64_t>()> availableMiB = {};
  std::function<void(std::size_t done, std::size_t total)> progress = {}; ///< after each unit; may be empty
  /// Receives encoded facts, unchecked, as soon as a unit (an index of the commands) has some; may be empty.
  std::function<void(std::size_t unit, std::string_view facts)> extracted = {};
  /// Takes a unit's facts, and their encoded form, as soon as it has some; its outcome is then without. May be empty.
  std::function<void(std::size_t unit, const facts::TuFacts &facts, std::string_view encoded)> take = {};
  std::function<bool()> cancelled = {}; ///< asked at least ten times a second; may be empty
};

using ExtractFunction = std::function<Result<facts::TuFacts>(const CompileCommand &)>;

/// Extracts every unit in a process of its own, so that a unit that crashes, hangs or exhausts its memory costs that
/// unit only. Outcomes stand in the order of `commands`, whatever finishes first; big main files are started first. The
/// facts do not depend on which headers were shared: a unit of which that is not certain is read again, alone.
///
/// A process is a fork of this one, which must have a single thread (asserted), or of one that has read headers. It
/// reads nothing from standard input, prints nowhere, leaves no core file and runs no exit handler of this process.
/// Once `cancelled` says true, processes are killed and the function returns with the outcomes there are; the others
/// are Failed, "interrupted". A handler for SIGINT is the caller's, and so is to look at `cancelled` again.
[[nodiscard]] std::vector<UnitOutcome> extractAll(std::span<const CompileCommand> commands,
                                                  const ExtractOptions &options, const PoolOptions &pool);

/// The same with another extraction. It runs in the forked process: only what it returns comes back.
[[nodiscard]] std::vector<UnitOutcome> extractAll(std::span<const CompileCommand> commands,
                                                  const ExtractFunction &extract, const PoolOptions &pool);

} // namespace tell
