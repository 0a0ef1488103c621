#include "report/snippet.hpp"

#include "report/unicode.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tell {
namespace {

constexpr std::size_t kLongestLine = 400;
constexpr std::size_t kTabStop = 8;

constexpr std::size_t kNarrowest = 20; ///< columns below which cutting a line leaves nothing to see
constexpr std::string_view kCut = "...";

/// Cuts both lines to `width` columns. Characters of two columns count one too many where the cut falls into them, so
/// they are left out.
class Window {
public:
  Window(std::size_t width, std::size_t total, std::size_t firstMark, std::size_t lastMark) : end_(total) {
    if (width < kNarrowest || total <= width)
      return;
    const std::size_t before = width / 4;
    if (lastMark + kCut.size() > width)
      begin_ = firstMark > before ? firstMark - before : 0;
    end_ = begin_ + width - kCut.size() - (begin_ > 0 ? kCut.size() : 0);
    if (end_ + kCut.size() >= total) {
      end_ = total;
      begin_ = total + kCut.size() - width;
    }
    front_ = begin_ > 0 ? kCut : "";
    back_ = end_ < total ? kCut : "";
  }

  [[nodiscard]] bool shows(std::size_t column, std::size_t columns) const {
    return column >= begin_ && column + columns <= end_;
  }
  [[nodiscard]] std::string_view front() const { return front_; }
  [[nodiscard]] std::string_view back() const { return back_; }

private:
  std::size_t begin_ = 0;
  std::size_t end_;
  std::string_view front_;
  std::string_view back_;
};

/// A character as it is shown.
struct Cell {
  std::string text;
  std::size_t column = 0;
  std::size_t columns = 0;
  bool marked = false;
};

} // namespace

std::optional<Snippet> underline(std::string_view line, std::uint32_t begin, std::uint32_t end, std::size_t width) {
  if (begin == 0 || begin > line.size() || line.size() > kLongestLine)
    return std::nullopt;
  const std::size_t from = begin - 1;
  const std::size_t to = std::max<std::size_t>(end == 0 ? 0 : end - 1, from + 1);
  std::vector<Cell> cells;
  std::size_t column = 0;
  for (std::size_t offset = 0; offset < line.size();) {
    const Character character = firstCharacter(line.substr(offset));
    Cell cell;
    cell.text = character.value == '\t' ? std::string(kTabStop - column % kTabStop, ' ') : printable(character.bytes);
    cell.column = column;
    cell.columns = displayWidth(cell.text);
    cell.marked = offset + character.bytes.size() > from && offset < to;
    column += cell.columns;
    offset += character.bytes.size();
    cells.push_back(std::move(cell));
  }
  const auto first = std::ranges::find_if(cells, &Cell::marked);
  const auto last = std::find_if_not(first, cells.end(), [](const Cell &cell) { return cell.marked; }) - 1;
  const Window window(width, column, first->column, last->column + last->columns);
  Snippet snippet{std::string(window.front()), std::string(window.front().size(), ' ')};
  for (const Cell &cell : cells) {
    if (!window.shows(cell.column, cell.columns))
      continue;
    snippet.source += cell.text;
    std::string marks(cell.columns, cell.marked ? '~' : ' ');
    if (cell.column == first->column && !marks.empty())
      marks.front() = '^';
    snippet.marks += marks;
  }
  snippet.source += window.back();
  snippet.marks.resize(snippet.marks.find_last_not_of(' ') + 1);
  return snippet;
}

} // namespace tell
