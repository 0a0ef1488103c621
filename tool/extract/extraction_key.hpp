#pragma once

#include <map>
#include <string>
#include <vector>

#include "extract/extract.hpp"
#include "workspace/compile_command.hpp"

namespace tell {

/// Says of units what their facts follow from besides the contents of the files that they read: this program's
/// extraction and its Clang, the project's root, the sanitised command, and where the toolchain that it chooses keeps
/// its headers on this machine.
class ExtractionKeys {
public:
  /// `options` must outlive it.
  explicit ExtractionKeys(const ExtractOptions &options);

  /// Equal texts, equal facts as long as files are equal; empty where the command is of no use.
  [[nodiscard]] std::string of(const CompileCommand &command);

private:
  const std::string &toolchain(const std::vector<std::string> &arguments, const std::string &directory);

  const ExtractOptions &options_;
  std::string common_;
  std::map<std::vector<std::string>, std::string> toolchains_; ///< by what is left of the arguments
};

} // namespace tell
