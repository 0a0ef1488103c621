#pragma once

#include "findings/finding.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tell {

/// Bytes [begin, end) of a text.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Where a span (lines and columns from 1, columns in bytes) lies in the text; nothing where the text has no such
/// place.
[[nodiscard]] std::optional<Stretch> stretchOf(std::string_view text, const Span &span);

/// The text after all of the edits, which are sorted by place and don't overlap; nothing where one of them has no place
/// in it.
[[nodiscard]] std::optional<std::string> withEdits(std::string_view text, std::span<const Edit> edits);

} // namespace tell
