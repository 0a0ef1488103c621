#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// One command of a CMake file.
struct CMakeCommand {
  std::string name;                   ///< in lower case
  std::vector<std::string> arguments; ///< without quotes; variables are left as they are written
  bool conditional = false;           ///< inside if, foreach, while, function or macro

  /// The arguments as one text, for those who look for a word.
  [[nodiscard]] std::string text() const;
};

/// The commands of a CMake file in order, as far as it can be read: a damaged end is left out.
[[nodiscard]] std::vector<CMakeCommand> readCMakeCommands(std::string_view text);

/// A C++ standard by its year: 1998, 2011, … 2026.
using StandardYear = int;

/// How Clang spells the standard: "c++20".
[[nodiscard]] std::string standardName(StandardYear year);

/// What the build files that stand in one folder say about compiling what lies below it.
struct FolderBuild {
  std::optional<StandardYear> standard; ///< the highest that is named
  std::vector<std::string> definitions; ///< literal, unconditional ones: "NAME" or "NAME=value", in order
};

/// Reads CMakeLists.txt, meson.build, makefiles, BUILD and the like in `folder`. Unreadable files say nothing.
[[nodiscard]] FolderBuild readFolderBuild(const std::string &folder);

/// The highest standard that a build file's text names ("CMAKE_CXX_STANDARD 17", "cxx_std_20", "-std=gnu++2b").
[[nodiscard]] std::optional<StandardYear> standardNamedIn(std::string_view fileName, std::string_view text);

/// Whether `name` is the name of a build file: CMakeLists.txt, *.cmake, meson.build, Makefile, BUILD.bazel, …
[[nodiscard]] bool isBuildFile(std::string_view name);

/// The commands of a folder's CMakeLists.txt; none where there is no such file.
[[nodiscard]] std::vector<CMakeCommand> readCMakeLists(const std::string &folder);

/// Whether the folder's meson.build starts a project.
[[nodiscard]] bool startsMesonProject(const std::string &folder);

} // namespace tell
