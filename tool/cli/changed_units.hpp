#pragma once

#include "cli/options.hpp"
#include "cli/pipeline.hpp"
#include "cli/units.hpp"
#include "facts/tu_facts.hpp"
#include "model/program.hpp"
#include "support/project_scope.hpp"
#include "support/result.hpp"
#include "workspace/changes.hpp"
#include "workspace/workspace.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tell {

/// What `--since`, `--staged` or `--diff` ask to look at; none where none of them is given. Paths below the real
/// path of `root` are spelled as `root` is.
[[nodiscard]] Result<std::optional<Changes>> changesAskedFor(const Options &options, const Host &host,
                                                             const std::string &root);

/// A program before and after a change, as far as it must be looked at: the units that the change touches, and what the
/// cache knows of all others (docs/changed-code.md).
struct ChangedUnits {
  Units after;
  std::size_t shared = 0;             ///< so many of `after.facts`, the first ones, are the same before
  std::vector<facts::TuFacts> before; ///< with the shared ones, the program before
  std::size_t unknown = 0;            ///< units that were never extracted and that the change does not touch
  std::size_t assumed = 0;            ///< units that read what changed and were not extracted again

  /// Whether the change makes no unit another; `facts` are those of `after`.
  [[nodiscard]] bool same(const std::vector<facts::TuFacts> &facts) const {
    return before.empty() && shared == facts.size();
  }

  /// How much was seen, where so many units are incomplete. What is assumed never supports an absence; where units are
  /// unknown, nothing is said of the program.
  [[nodiscard]] Coverage coverage(std::size_t incomplete) const;
};

/// Extracts what the change touches, before and after it. Sources of the change that the compile database does not know
/// must have been added to the workspace. `kept` are facts of units from another run, for those that the cache does not
/// know; they count as far as files hold what they held then.
[[nodiscard]] ChangedUnits extractChange(const Changes &changes, const Workspace &workspace, const ProjectScope &scope,
                                         std::span<const facts::TuFacts> kept, const Options &options,
                                         const Host &host);

} // namespace tell
