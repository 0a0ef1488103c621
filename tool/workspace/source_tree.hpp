#pragma once

#include "support/project_scope.hpp"
#include "support/result.hpp"

#include <limits>
#include <string>
#include <vector>

namespace tell {

struct TreeFile {
  std::string path;     ///< absolute
  bool project = false; ///< false: in a folder of other people's code
};

/// The regular files at and below `paths` (absolute files and folders below the scope's root), sorted by path, each
/// once. Hidden folders, build folders and `node_modules` are not entered and symbolic links not followed. `levels`
/// says how many folders deep to go. An Error where there are too many files to be one project.
[[nodiscard]] Result<std::vector<TreeFile>> listTree(const ProjectScope &scope, const std::vector<std::string> &paths,
                                                     unsigned levels = std::numeric_limits<unsigned>::max());

} // namespace tell
