#include "report/snippet.hpp"

#include "report/unicode.hpp"

#include <algorithm>

namespace tell {
namespace {

constexpr std::size_t kLongestLine = 400;
constexpr std::size_t kTabStop = 8;

} // namespace

std::optional<Snippet> underline(std::string_view line, std::uint32_t begin, std::uint32_t end) {
  if (begin == 0 || begin > line.size() || line.size() > kLongestLine)
    return std::nullopt;
  const std::size_t from = begin - 1;
  const std::size_t to = std::max<std::size_t>(end == 0 ? 0 : end - 1, from + 1);
  Snippet snippet;
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < line.size();) {
    const Character character = firstCharacter(line.substr(offset));
    const std::string shown =
        character.value == '\t' ? std::string(kTabStop - width % kTabStop, ' ') : printable(character.bytes);
    const std::size_t columns = displayWidth(shown);
    snippet.source += shown;
    const bool marked = offset + character.bytes.size() > from && offset < to;
    const bool first = marked && snippet.marks.find('^') == std::string::npos;
    std::string marks(columns, marked ? '~' : ' ');
    if (first && !marks.empty())
      marks.front() = '^';
    snippet.marks += marks;
    width += columns;
    offset += character.bytes.size();
  }
  snippet.marks.resize(snippet.marks.find_last_not_of(' ') + 1);
  return snippet;
}

} // namespace tell
