#pragma once

#include "support/result.hpp"

#include <string>
#include <string_view>

namespace tell {

/// A unified diff, as `git apply` and `patch -p1` read it, that turns one text of the file at `path` (relative) into
/// another; empty where they are the same.
[[nodiscard]] Result<std::string> unifiedDiff(const std::string &path, std::string_view before, std::string_view after);

} // namespace tell
