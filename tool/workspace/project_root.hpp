#pragma once

#include <string>

namespace tell {

struct ProjectRoot {
  std::string folder; ///< absolute
  bool found = false; ///< false: nothing marks a project; `folder` is where the search started
};

/// The root of the project that the folder `start` (absolute, lexically normal) belongs to. A folder starts a project
/// where
///   - it holds a `.clang-tell` that does not say `InheritParentConfig: true`, or
///   - its CMakeLists.txt calls `project()`, or its meson.build does, or it holds WORKSPACE, WORKSPACE.bazel or
///   MODULE.bazel.
/// The nearest such folder, `start` itself first, is the root; but a CMake project that an outer CMakeLists.txt adds
/// with `add_subdirectory`, over any number of steps, is a part of the outer one. So `src` with a `project()` of its
/// own belongs to the program that is built from it, and an example program kept in a folder of a bigger repository is
/// its own. Failing that: the nearest folder with `.git`; the search never goes above it. Failing that: the nearest
/// folder with a makefile or another build file, or the topmost of the folders right above that have one too. Failing
/// that: `start`.
[[nodiscard]] ProjectRoot findProjectRoot(const std::string &start);

} // namespace tell
