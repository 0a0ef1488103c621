#pragma once

#include "support/project_scope.hpp"
#include "support/result.hpp"
#include "workspace/compile_command.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tell {

/// A compile_commands.json, as https://clang.llvm.org/docs/JSONCompilationDatabase.html describes it.
struct CompileDatabase {
  std::string path;                     ///< absolute
  std::vector<CompileCommand> commands; ///< in the file's order; paths absolute, `command` split into arguments
};

/// Reads the database at this absolute path. Errors name the path and the line, or the entry (they count from 1).
[[nodiscard]] Result<CompileDatabase> readCompileDatabase(const std::string &path);

/// The compile_commands.json files that exist for a project, the likeliest first: from `start` upward to `root`, then
/// in the usual build folders (`build*`, `out`, `cmake-build-*`, `_build`, `.build`, and one level below them). `start`
/// is `root` or below it.
[[nodiscard]] std::vector<std::string> findCompileDatabases(const std::string &start, const std::string &root);

/// The commands of a database that compile project code.
struct ProjectUnits {
  std::vector<CompileCommand>
      commands; ///< sorted by file, then arguments; those that differ only in what is written are one
  std::vector<std::string> missing; ///< files of `commands` that do not exist, sorted
  std::vector<std::string> others;  ///< C++ sources outside the project, generated ones among them, sorted
  std::size_t notCxx = 0;           ///< project files left out because they are compiled as another language
  bool anyExists = false;           ///< false: the database is about something else, or out of date altogether
};
[[nodiscard]] ProjectUnits projectUnits(const CompileDatabase &database, const ProjectScope &scope);

/// Whether the name is one of a C++ main file: *.cpp, *.cc, *.cxx, *.c++, *.C and the like; headers and module
/// interfaces are not.
[[nodiscard]] bool isCxxSourceName(std::string_view path);

/// Whether the name is that of a C++ header, or of a part of one.
[[nodiscard]] bool isCxxHeaderName(std::string_view path);

} // namespace tell
