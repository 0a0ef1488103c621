#pragma once

#include "checks/check.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// What became of the checks that were selected.
struct CheckRun {
  std::vector<CheckInfo> ran;             ///< sorted by id
  std::vector<std::string_view> withheld; ///< ids of those that had not seen what they need, sorted
  std::vector<Finding> findings;          ///< in any order
};

/// Whether a check that needs so much may speak of a program of which so much was seen. What a body or a class says of
/// itself stands with any units; a verdict needs units of the whole program, some of which may be damaged; what nobody
/// does is known only where nothing is missing (docs/decisions/009-incomplete-programs.md).
[[nodiscard]] bool maySpeak(Needs needs, Coverage coverage);

/// A check and the values of its options.
struct CheckSetup {
  const Check *check = nullptr; ///< never null
  CheckOptions options;
};

/// Runs those of the checks, which are sorted by id, that may speak of the program; `jobs` of them at a time, each in a
/// thread, which changes nothing about the outcome.
[[nodiscard]] CheckRun runChecks(const Program &program, std::span<const CheckSetup> checks, unsigned jobs = 1);

/// Runs, with the defaults of their options, those of `checks`, which are sorted by id, that `selected` names and that
/// may speak of the program.
[[nodiscard]] CheckRun runChecks(const Program &program, std::span<const Check *const> checks,
                                 std::span<const std::string_view> selected);

/// One line for the user on what was withheld and why; empty where nothing was.
[[nodiscard]] std::string withheldNotice(const CheckRun &run, Coverage coverage);

} // namespace tell
