#include "findings/edits.hpp"

namespace tell {
namespace {

std::optional<std::size_t> offsetOf(std::string_view text, std::uint32_t line, std::uint32_t column) {
  std::size_t start = 0;
  for (std::uint32_t at = 1; at < line; ++at) {
    start = text.find('\n', start);
    if (start == std::string_view::npos)
      return std::nullopt;
    ++start;
  }
  const std::size_t end = std::min(text.find('\n', start), text.size());
  if (line == 0 || column == 0 || column - 1 > end - start)
    return std::nullopt;
  return start + column - 1;
}

} // namespace

std::optional<Stretch> stretchOf(std::string_view text, const Span &span) {
  const auto begin = offsetOf(text, span.line, span.column);
  const auto end = offsetOf(text, span.endLine, span.endColumn);
  return begin && end && *begin <= *end ? std::optional(Stretch{*begin, *end}) : std::nullopt;
}

std::optional<std::string> withEdits(std::string_view text, std::span<const Edit> edits) {
  std::string result;
  std::size_t copied = 0;
  for (const Edit &edit : edits) {
    const auto stretch = stretchOf(text, edit.place);
    if (!stretch || stretch->begin < copied)
      return std::nullopt;
    result += text.substr(copied, stretch->begin - copied);
    result += edit.text;
    copied = stretch->end;
  }
  result += text.substr(copied);
  return result;
}

} // namespace tell
