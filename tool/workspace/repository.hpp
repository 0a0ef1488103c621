#pragma once

#include "support/result.hpp"
#include "workspace/libgit2.hpp"

#include <string>

/// Only sources of this folder include this.
namespace tell::git {

/// What libgit2 says of the last call that failed.
[[nodiscard]] std::string lastError();

/// The repository with a work tree that `folder` (absolute) lies in. The environment counts as for git, because hooks
/// run with it. Errors name what to do.
[[nodiscard]] Result<Repository> openRepository(const std::string &folder);

} // namespace tell::git
