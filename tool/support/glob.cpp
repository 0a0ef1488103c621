#include "support/glob.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace tell {
namespace {

constexpr std::size_t kMostAlternatives = 1'000;

struct Braces {
  std::size_t open = 0;
  std::size_t close = 0;
  std::vector<std::string_view> choices;
};

/// The first brace group that is closed.
std::optional<Braces> firstBraces(std::string_view pattern) {
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    Braces braces{open, 0, {}};
    std::size_t depth = 0;
    std::size_t choice = open + 1;
    for (std::size_t i = open; i < pattern.size(); ++i) {
      if (pattern[i] == '{')
        ++depth;
      const bool closes = pattern[i] == '}' && --depth == 0;
      if (closes || (pattern[i] == ',' && depth == 1)) {
        braces.choices.push_back(pattern.substr(choice, i - choice));
        choice = i + 1;
      }
      if (closes) {
        braces.close = i;
        return braces;
      }
    }
  }
  return std::nullopt;
}

std::vector<std::string> withoutBraces(const std::string &pattern) {
  std::vector<std::string> done;
  std::vector<std::string> open{pattern};
  while (!open.empty()) {
    const std::string current = std::move(open.back());
    open.pop_back();
    const std::optional<Braces> braces = firstBraces(current);
    if (!braces || done.size() + open.size() + braces->choices.size() > kMostAlternatives) {
      done.push_back(current);
      continue;
    }
    for (const std::string_view choice : braces->choices)
      open.push_back(current.substr(0, braces->open).append(choice).append(current, braces->close + 1));
  }
  return done;
}

/// Matches `sequence` against `pattern`, where `isStar` elements stand for any number of elements. Going back to the
/// last star alone suffices: an earlier star that took more would only leave the later one less to choose from.
template <typename Pattern, typename Sequence, typename IsStar, typename Equal>
bool matchesWithStars(const Pattern &pattern, const Sequence &sequence, IsStar isStar, Equal equal) {
  std::size_t p = 0;
  std::size_t s = 0;
  std::optional<std::pair<std::size_t, std::size_t>> lastStar; // where to go on: in the pattern, in the sequence
  while (s < sequence.size()) {
    if (p < pattern.size() && isStar(pattern[p])) {
      lastStar = {++p, s};
    } else if (p < pattern.size() && equal(pattern[p], sequence[s])) {
      ++p;
      ++s;
    } else if (lastStar) {
      p = lastStar->first;
      s = ++lastStar->second;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && isStar(pattern[p]))
    ++p;
  return p == pattern.size();
}

bool componentMatches(std::string_view pattern, std::string_view component) {
  return matchesWithStars(
      pattern, component, [](char c) { return c == '*'; },
      [](char want, char have) { return want == '?' || want == have; });
}

template <typename Text> std::vector<Text> components(std::string_view path) {
  std::vector<Text> parts;
  std::size_t start = 0;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', start)) {
    parts.emplace_back(path.substr(start, slash - start));
    start = slash + 1;
  }
  parts.emplace_back(path.substr(start));
  return parts;
}

bool pathMatches(const std::vector<std::string> &pattern, const std::vector<std::string_view> &path) {
  return matchesWithStars(pattern, path, [](const std::string &part) { return part == "**"; }, componentMatches);
}

} // namespace

Glob::Glob(std::string pattern) : pattern_(std::move(pattern)) {
  for (const std::string &alternative : withoutBraces(pattern_)) {
    alternatives_.push_back(components<std::string>(alternative));
    if (alternatives_.back().back() == "**") // everything below is at least one component
      alternatives_.back().emplace_back("*");
  }
}

bool Glob::matches(std::string_view path) const {
  const std::vector<std::string_view> parts = components<std::string_view>(path);
  for (const std::vector<std::string> &alternative : alternatives_)
    if (pathMatches(alternative, parts))
      return true;
  return false;
}

} // namespace tell
