#include "report/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <compare>

namespace tell {

std::string counted(std::size_t number, std::string_view noun) {
  if (number == 1)
    return fmt::format("1 {}", noun);
  return fmt::format("{} {}{}", number, noun, noun.ends_with('s') ? "es" : "s");
}

std::string summaryOf(const Report &report) {
  std::size_t suppressed = 0;
  std::size_t known = 0;
  std::array<std::size_t, 3> levels{};
  for (const TriagedFinding &triaged : report.findings)
    if (triaged.suppression)
      ++suppressed;
    else if (!triaged.counts())
      ++known;
    else
      ++levels[static_cast<std::size_t>(triaged.finding.level)];
  std::vector<std::string> found;
  for (const Level level : {Level::Error, Level::Warning, Level::Note})
    if (const std::size_t number = levels[static_cast<std::size_t>(level)]; number != 0)
      found.push_back(counted(number, name(level)));
  const Counts &counts = report.counts;
  return fmt::format("{}{}{} in {}, {}, {}", found.empty() ? "no findings" : fmt::format("{}", fmt::join(found, ", ")),
                     suppressed == 0 ? "" : fmt::format(" ({} suppressed)", suppressed),
                     known == 0 ? "" : fmt::format(" ({} known)", known), counted(counts.units, "unit"),
                     counted(counts.classes, "class"), counted(counts.functions, "function"));
}

std::vector<std::string> leftOut(const Report &report) {
  std::vector<std::string> clauses;
  if (report.counts.incompleteUnits != 0)
    clauses.push_back(counted(report.counts.incompleteUnits, "unit") +
                      " incomplete: absence of findings proves nothing there");
  if (!report.withheld.empty())
    clauses.push_back(
        fmt::format("{} withheld: {}", counted(report.withheld.size(), "check"), fmt::join(report.withheld, ", ")));
  return clauses;
}

std::vector<const TriagedFinding *> mostTelling(const Report &report) {
  std::vector<const TriagedFinding *> findings;
  for (const TriagedFinding &triaged : report.findings)
    if (triaged.counts())
      findings.push_back(&triaged);
  std::ranges::sort(findings, [](const TriagedFinding *a, const TriagedFinding *b) {
    if (a->finding.level != b->finding.level)
      return a->finding.level > b->finding.level;
    const auto byScore = std::strong_order(a->finding.score, b->finding.score);
    return byScore != 0 ? byScore > 0 : a < b;
  });
  return findings;
}

std::string clipped(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes)
    return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U)
    --bytes;
  return std::string(text.substr(0, bytes)) + "…";
}

} // namespace tell
