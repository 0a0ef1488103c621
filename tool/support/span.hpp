#pragma once

#include "support/text.hpp"

#include <compare>
#include <cstdint>

namespace tell {

/// A stretch of source text. Lines and columns count from 1; columns are UTF-8 bytes; the end is exclusive.
/// `line == 0` means "no place". `path` is relative to the project's root where it lies below it, else absolute.
struct Span {
  Text path;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t endLine = 0;
  std::uint32_t endColumn = 0;

  [[nodiscard]] bool known() const { return line != 0; }
  friend auto operator<=>(const Span &, const Span &) = default;
};

} // namespace tell
