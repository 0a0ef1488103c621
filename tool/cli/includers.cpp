#include "cli/includers.hpp"

#include "support/path.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tell {
namespace {

std::string_view withoutBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// What a line includes; empty: nothing.
std::string_view includedBy(std::string_view line) {
  line = withoutBlanks(line);
  if (!line.starts_with('#'))
    return {};
  line = withoutBlanks(line.substr(1));
  if (!line.starts_with("include"))
    return {};
  line = withoutBlanks(line.substr(std::string_view("include").size()));
  if (!line.starts_with('"') && !line.starts_with('<'))
    return {};
  const std::size_t end = line.find(line.front() == '"' ? '"' : '>', 1);
  return end == std::string_view::npos ? std::string_view() : line.substr(1, end - 1);
}

} // namespace

void Includers::add(const std::string &file, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::string_view included = fileName(includedBy(text.substr(0, end))); !included.empty())
      byName_[std::string(included)].push_back(file);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::vector<std::pair<std::size_t, std::string>> Includers::of(const std::string &header) const {
  std::vector<std::pair<std::size_t, std::string>> found;
  std::set<std::string> seen = {header};
  std::set<std::string> level = {header};
  for (std::size_t steps = 1; !level.empty(); ++steps) {
    std::set<std::string> next;
    for (const std::string &file : level)
      if (const auto includers = byName_.find(fileName(file)); includers != byName_.end())
        for (const std::string &includer : includers->second)
          if (seen.insert(includer).second)
            next.insert(includer);
    for (const std::string &file : next)
      found.emplace_back(steps, file);
    level = std::move(next);
  }
  return found;
}

} // namespace tell
