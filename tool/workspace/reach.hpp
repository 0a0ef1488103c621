#pragma once

#include "support/called_names.hpp"
#include "support/project_scope.hpp"

#include <span>
#include <string>
#include <vector>

namespace tell {

/// Who may use a project's code that its units do not show: what speaks against concluding that
/// nobody uses something.
struct Reach {
  /// Folders, absolute and sorted, whose headers others may include: those called `include` of a project that builds a
  /// library, or the whole root where headers are installed from anywhere else.
  std::vector<std::string> publicFolders;
  /// What sources seem to call that no unit holds: project files outside the build, for another platform or option, and
  /// generated code that the build compiles.
  NameSet names;
};

/// Looks at the project's tree. `known` are the files that the units read, `others` the sources outside the project
/// that its database compiles, which count where they include a header of the project; all absolute. What cannot be
/// read says nothing.
[[nodiscard]] Reach reachOf(const ProjectScope &scope, std::span<const std::string> known,
                            std::span<const std::string> others);

} // namespace tell
