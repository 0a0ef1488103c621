#pragma once

#include "support/result.hpp"

#include <string>
#include <string_view>

namespace tell {

/// The script that lets a shell complete clang-tell's command lines; for "bash", "zsh" or "fish".
[[nodiscard]] Result<std::string> completionScript(std::string_view shell);

} // namespace tell
