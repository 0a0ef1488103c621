#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tell {

/// A source line made safe to show, and under it the marks: a caret at the first column, tildes up to the last.
struct Snippet {
  std::string source;
  std::string marks;
};

/// Underlines the bytes [begin, end) of a line; columns count from 1. Tabs become blanks up to the next multiple of
/// eight, wide characters get two marks. A line of more than `width` columns is cut to what stands around the first
/// mark; 0: no limit. None where the line does not reach `begin` (the file changed since) or is too
/// long to be read (past 400 bytes).
[[nodiscard]] std::optional<Snippet> underline(std::string_view line, std::uint32_t begin, std::uint32_t end,
                                               std::size_t width = 0);

} // namespace tell
