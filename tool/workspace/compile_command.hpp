#pragma once

#include <compare>
#include <string>
#include <vector>

namespace tell {

/// How one translation unit is compiled: what the pipeline starts from. Paths are absolute and lexically normal.
struct CompileCommand {
  std::string directory;              ///< the working directory of the compilation
  std::string file;                   ///< the main source file
  std::vector<std::string> arguments; ///< as in the database: compiler first, main file included; not sanitised
  bool inferred = false;              ///< made up because there is no compile database

  friend auto operator<=>(const CompileCommand &, const CompileCommand &) = default;
};

} // namespace tell
