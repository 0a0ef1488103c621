#pragma once

#include "cli/options.hpp"
#include "support/result.hpp"

#include <optional>
#include <string>

namespace tell {

/// What a coding agent's hook asks about.
struct AgentEdit {
  std::string file;   ///< absolute: what a tool has just written; empty: no file
  std::string folder; ///< absolute: where the agent works
};

/// Reads the JSON that an agent's hook gets after a tool was used: `tool_input.file_path` and `cwd`, whatever else
/// stands in it. `workingDirectory` stands in for a missing `cwd`. An error where it is no JSON object.
[[nodiscard]] Result<AgentEdit> readAgentEdit(const std::string &json, const std::string &workingDirectory);

/// The options of `check` that a hook stands for: what is staged, or of what was not committed the one file.
[[nodiscard]] Options checkOfHook(Options hook, const std::string &changedFile);

/// Whether something C++ is staged in the repository around `folder`; errors as for `stagedChanges`.
[[nodiscard]] Result<bool> stagesCxx(const std::string &folder);

} // namespace tell
