#include "report/excerpts.hpp"

#include <algorithm>

namespace tell {
namespace {

constexpr std::uint32_t kAround = 2;      ///< lines before and after a place
constexpr std::uint32_t kLongest = 16;    ///< lines of one place
constexpr std::size_t kLongestLine = 400; ///< bytes

using Wanted = std::map<std::string, std::set<std::uint32_t>>;

void want(const Span &place, Wanted &wanted) {
  if (!place.known())
    return;
  const std::uint32_t end = std::min(std::max(place.endLine, place.line), place.line + kLongest - 1);
  std::set<std::uint32_t> &lines = wanted[place.path];
  for (std::uint32_t line = place.line > kAround ? place.line - kAround : 1; line <= end + kAround; ++line)
    lines.insert(line);
}

/// A line that is cut off ends with a whole character.
std::string_view shortened(std::string_view line) {
  if (line.size() <= kLongestLine)
    return line;
  std::size_t end = kLongestLine;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U)
    --end;
  return line.substr(0, end);
}

} // namespace

Excerpts::Excerpts(const Report &report, SourceCache &sources) {
  Wanted wanted;
  for (const TriagedFinding &triaged : report.findings) {
    want(triaged.finding.place, wanted);
    for (const Evidence &evidence : triaged.finding.evidence)
      want(evidence.place, wanted);
    for (const Span &place : triaged.finding.advice.replaces)
      want(place, wanted);
  }
  for (const auto &[path, numbers] : wanted) {
    std::vector<Excerpt> excerpts;
    for (const std::uint32_t number : numbers)
      if (const auto line = sources.line(path, number)) {
        if (excerpts.empty() || excerpts.back().firstLine + excerpts.back().lines.size() != number)
          excerpts.push_back({number, {}});
        excerpts.back().lines.push_back(shortened(*line));
      }
    if (!excerpts.empty())
      byFile_.emplace(path, std::move(excerpts));
  }
}

} // namespace tell
