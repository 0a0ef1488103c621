#include "report/format.hpp"
#include "report/markdown_text.hpp"
#include "report/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace tell {
namespace {

constexpr std::size_t kShownFindings = 10;
constexpr std::size_t kShownEvidence = 8;
constexpr std::size_t kShownNotifications = 10;
constexpr std::size_t kLongestText = 1000; ///< bytes of one message
/// Bytes of all findings. GitHub refuses comments past 65,536 characters; this leaves room for the rest.
constexpr std::size_t kMostText = 50'000;

std::string shown(std::string_view text) { return markdownText(clipped(text, kLongestText)); }

std::string lines(const Span &place) { return markdownCode(clipped(linesOf(place), kLongestText)); }

std::string findingText(const Finding &finding) {
  std::string text = fmt::format("**{}** {}: {} [`{}`]\n", name(finding.level), lines(finding.place),
                                 shown(finding.message), finding.check);
  if (!finding.advice.hint.empty())
    text += fmt::format("\nHint: {}\n", shown(finding.advice.hint));
  if (finding.evidence.empty())
    return text;
  text += fmt::format("\n<details><summary>Evidence: {}</summary>\n\n", counted(finding.evidence.size(), "place"));
  const std::size_t listed = std::min(finding.evidence.size(), kShownEvidence);
  for (std::size_t i = 0; i < listed; ++i)
    text += fmt::format("- {}: {}\n", lines(finding.evidence[i].place), shown(finding.evidence[i].message));
  if (listed < finding.evidence.size())
    text += fmt::format("- and {}\n", counted(finding.evidence.size() - listed, "more place"));
  return text + "\n</details>\n";
}

/// "And 14 more findings: 10 of `tell-anemic-class`, 4 of `tell-feature-envy`".
std::string restText(std::span<const TriagedFinding *const> rest) {
  std::map<std::string_view, std::size_t> checks;
  for (const TriagedFinding *triaged : rest)
    ++checks[triaged->finding.check];
  std::vector<std::string> parts;
  for (const auto &[check, number] : checks)
    parts.push_back(fmt::format("{} of {}", number, markdownCode(check)));
  return fmt::format("\nAnd {}: {}\n", counted(rest.size(), "more finding"), fmt::join(parts, ", "));
}

std::string notificationsText(const std::vector<Notification> &notifications) {
  std::string text =
      fmt::format("\n<details><summary>Analysis: {}</summary>\n\n", counted(notifications.size(), "notification"));
  const std::size_t listed = std::min(notifications.size(), kShownNotifications);
  for (std::size_t i = 0; i < listed; ++i)
    text += fmt::format("- {}: {} [`{}`]\n", name(notifications[i].level), shown(notifications[i].message),
                        notifications[i].id);
  if (listed < notifications.size())
    text += fmt::format("- and {} more\n", notifications.size() - listed);
  return text + "\n</details>\n";
}

} // namespace

/// A comment on a change, or the summary of a step: the most telling findings, then counts.
void writeMarkdown(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  out << "### clang-tell: " << markdownText(summaryOf(report)) << '\n';
  for (const std::string &clause : leftOut(report))
    out << "\n" << markdownText(clause) << '\n';
  const std::vector<const TriagedFinding *> findings = mostTelling(report);
  std::size_t written = 0;
  std::size_t bytes = 0;
  for (; written < std::min(findings.size(), kShownFindings); ++written) {
    const std::string text = findingText(findings[written]->finding);
    bytes += text.size();
    if (bytes > kMostText)
      break;
    out << '\n' << text;
  }
  if (written < findings.size())
    out << restText(std::span(findings).subspan(written));
  if (!report.notifications.empty())
    out << notificationsText(report.notifications);
}

} // namespace tell
