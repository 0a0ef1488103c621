#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "facts/tu_facts.hpp"
#include "support/project_scope.hpp"
#include "support/result.hpp"
#include "workspace/compile_command.hpp"

namespace tell {

/// What files hold in place of what lies on disk, by absolute, lexically normal path; nothing: there is no file.
using FileOverlay = std::map<std::string, std::optional<std::string>>;

struct ExtractOptions {
  const ProjectScope *scope = nullptr;     ///< never null
  std::vector<std::string> extraArguments; ///< appended to every command
  std::string resourceDirectory;           ///< Clang's own headers; empty: looked for where Clang is installed
  const FileOverlay *overlay = nullptr;    ///< null: everything is read from disk
};

/// Parses one translation unit in this process and records its facts; a pure function of the command and the files it
/// reads. The process's working directory is neither used nor changed. Errors in the code are facts (`kUnitErrors`,
/// `kUnitFatal`, `diagnostics`); an Error is returned only where no facts at all can be had: no usable command, or a
/// main file that can't be read.
[[nodiscard]] Result<facts::TuFacts> extractUnit(const CompileCommand &command, const ExtractOptions &options);

} // namespace tell
