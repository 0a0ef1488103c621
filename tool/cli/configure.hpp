#pragma once

#include "cli/options.hpp"
#include "support/result.hpp"

#include <string>

namespace tell {

/// What `clang-tell config` prints: the configuration in force for a file or folder, where each value comes from, and
/// whether the file is project code. With `--schema`, the JSON schema of configuration files.
[[nodiscard]] Result<std::string> configText(const Options &options, const std::string &workingDirectory);

/// `clang-tell init`: writes a commented `.clang-tell` into a folder that has none. The result is what to tell the
/// user.
[[nodiscard]] Result<std::string> initConfiguration(const Options &options, const std::string &workingDirectory);

} // namespace tell
