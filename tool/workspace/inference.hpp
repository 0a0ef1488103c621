#pragma once

#include "support/project_scope.hpp"
#include "support/result.hpp"
#include "workspace/compile_command.hpp"

#include <string>
#include <vector>

namespace tell {

/// Makes up the commands of a project that has no compile database: one for each C++ main file of project code, sorted
/// by file. Each is "clang++ -std=… -I… -D… FILE" with
///   - the standard that the nearest build file above the unit names; failing that, the highest that any build file of
///     the project names; failing that, C++20;
///   - the folders that the `#include` lines of the unit and of what it includes need, and the `include` folders that
///     stand beside it or above it in the project;
///   - the definitions that the nearest CMakeLists.txt files state literally and unconditionally.
/// A `compile_flags.txt` above the unit (one argument a line) is taken instead of all that.
/// `only`, where not empty, are the files and folders to look in for units: what a person named who has no project.
/// Where a project has no main file, in C neither, its headers are units. An Error where the tree is too large.
[[nodiscard]] Result<std::vector<CompileCommand>> inferCommands(const ProjectScope &scope,
                                                                const std::vector<std::string> &only);

} // namespace tell
