#pragma once

#include "report/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// "1 class", "3 classes", "0 units".
[[nodiscard]] std::string counted(std::size_t number, std::string_view noun);

/// How many findings of each level there are, and in how much code: "2 warnings, 1 note (1 suppressed) in 12 units, 40
/// classes, 200 functions".
[[nodiscard]] std::string summaryOf(const Report &report);

/// What the report can't know, a clause each: of units that could not be analysed in full, and of withheld checks.
[[nodiscard]] std::vector<std::string> leftOut(const Report &report);

/// The findings that no comment suppresses, those to look at first in front: by level, then by score, then as the
/// report has them. For formats that show a few of many.
[[nodiscard]] std::vector<const TriagedFinding *> mostTelling(const Report &report);

/// The text, cut at a character where it is longer than so many bytes; an ellipsis then ends it.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t bytes);

} // namespace tell
