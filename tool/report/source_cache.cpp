#include "report/source_cache.hpp"

#include "report/unicode.hpp"
#include "support/file.hpp"
#include "support/path.hpp"

#include <algorithm>

namespace tell {
namespace {

constexpr std::uint64_t kLargestFile = 64U << 20U;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::vector<std::string_view> splitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.starts_with("\r\n"))
      text.remove_prefix(2);
    else if (!text.empty())
      text.remove_prefix(1);
  }
  return lines;
}

} // namespace

const SourceCache::File &SourceCache::file(const std::string &path) {
  auto &slot = files_[path];
  if (slot)
    return *slot;
  slot = std::make_unique<File>();
  // An error is no trouble here: the report then shows no source.
  if (auto text = readFile(normalPath(path, root_), kLargestFile)) {
    slot->text = std::move(*text);
    slot->found = true;
  }
  std::string_view text = slot->text;
  slot->marked = text.starts_with(kByteOrderMark);
  if (slot->marked)
    text.remove_prefix(kByteOrderMark.size());
  slot->lines = splitLines(text);
  return *slot;
}

std::optional<std::string_view> SourceCache::bytes(const std::string &path) {
  const File &source = file(path);
  return source.found ? std::optional<std::string_view>(source.text) : std::nullopt;
}

std::optional<std::string_view> SourceCache::line(const std::string &path, std::uint32_t number) {
  const File &source = file(path);
  if (number == 0 || number > source.lines.size())
    return std::nullopt;
  return source.lines[number - 1];
}

std::uint32_t SourceCache::byteColumn(const std::string &path, std::uint32_t number, std::uint32_t column) {
  const auto text = line(path, number);
  if (!text || column == 0)
    return column;
  const std::size_t mark = number == 1 && file(path).marked ? kByteOrderMark.size() : 0;
  const std::size_t offset = column - 1 > mark ? column - 1 - mark : 0;
  return static_cast<std::uint32_t>(std::min(offset, text->size())) + 1;
}

std::uint32_t SourceCache::utf16Column(const std::string &path, std::uint32_t number, std::uint32_t column) {
  const auto text = line(path, number);
  if (!text || column == 0)
    return column;
  return static_cast<std::uint32_t>(utf16Length(text->substr(0, byteColumn(path, number, column) - 1))) + 1;
}

} // namespace tell
