#pragma once

#include "findings/baseline.hpp"
#include "support/result.hpp"

#include <string>

namespace tell {

/// Where `clang-tell baseline` writes, in the project's root, unless it is told otherwise.
inline constexpr std::string_view kBaselineFile = "clang-tell-baseline.txt";

/// The baseline in a file: one that clang-tell wrote as such, or a SARIF 2.1.0 log or JSON report of an earlier run,
/// whose results that are not absent are known. A log of another tool is an error.
[[nodiscard]] Result<Baseline> readBaseline(const std::string &path);

} // namespace tell
