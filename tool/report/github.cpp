#include "report/format.hpp"
#include "report/source_cache.hpp"
#include "report/summary.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tell {
namespace {

constexpr std::size_t kAnnotations = 10; ///< of each level in one step; GitHub drops what goes past them
constexpr std::size_t kNamedPlaces = 5;
constexpr std::size_t kLongestText = 1000; ///< bytes; GitHub cuts off long annotations

/// GitHub's words, https://docs.github.com/actions/reference/workflow-commands-for-github-actions
std::string_view commandOf(Level level) { return level == Level::Note ? "notice" : name(level); }

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

/// As the value of a property in a workflow command, by the rules of GitHub's own toolkit (escapeProperty).
std::string property(std::string_view text) {
  std::string value = replaced(printable(text), "%", "%25");
  return replaced(replaced(std::move(value), ":", "%3A"), ",", "%2C");
}

/// One line of a command's message (escapeData); `printable` leaves no line ends.
std::string messageLine(std::string_view text) { return replaced(clipped(printable(text), kLongestText), "%", "%25"); }

/// A line of the log that is no command: those begin a line with "::" or hold "##[" anywhere.
std::string logLine(std::string_view text) { return replaced(printable(text), "##[", "## ["); }

class GithubWriter {
public:
  GithubWriter(const Report &report, llvm::raw_ostream &out) : report_(report), sources_(report.root), out_(out) {}

  void write() {
    std::array<std::size_t, 3> written{};
    std::vector<const Finding *> rest;
    for (const TriagedFinding *triaged : mostTelling(report_)) {
      const Finding &finding = triaged->finding;
      if (written[static_cast<std::size_t>(finding.level)]++ < kAnnotations)
        annotate(finding);
      else
        rest.push_back(&finding);
    }
    if (!rest.empty())
      out_ << "::group::" << counted(rest.size(), "more finding") << " than GitHub shows as annotations\n";
    for (const Finding *finding : rest)
      out_ << logLine(fmt::format("{} {} at {}: {}", name(finding->level), finding->check, linesOf(finding->place),
                                  finding->message))
           << '\n';
    if (!rest.empty())
      out_ << "::endgroup::\n";
    out_ << "clang-tell: " << summaryOf(report_) << '\n';
    for (const std::string &clause : leftOut(report_))
      out_ << "clang-tell: " << logLine(clause) << '\n';
  }

private:
  void annotate(const Finding &finding) {
    const Span &place = finding.place;
    out_ << "::" << commandOf(finding.level) << " file=" << property(pathInRepository(report_, place.path));
    if (place.known()) {
      out_ << ",line=" << place.line << ",endLine=" << std::max(place.line, place.endLine);
      // Columns are for places on one line only.
      if (place.column != 0 && place.endLine == place.line)
        out_ << ",col=" << sources_.utf16Column(place.path, place.line, place.column)
             << ",endColumn=" << sources_.utf16Column(place.path, place.line, place.endColumn);
    }
    out_ << ",title=" << property(finding.check) << "::" << messageLine(finding.message);
    for (std::size_t i = 0; i < std::min(finding.evidence.size(), kNamedPlaces); ++i)
      out_ << "%0A" << messageLine(linesOf(finding.evidence[i].place) + ": " + finding.evidence[i].message);
    if (finding.evidence.size() > kNamedPlaces)
      out_ << "%0Aand " << counted(finding.evidence.size() - kNamedPlaces, "more place");
    if (!finding.advice.hint.empty())
      out_ << "%0Ahint: " << messageLine(finding.advice.hint);
    out_ << '\n';
  }

  const Report &report_;
  SourceCache sources_;
  llvm::raw_ostream &out_;
};

} // namespace

/// Workflow commands that GitHub shows at the lines of a change. A step shows ten of each level: the most telling ones;
/// the others are listed in the log, where they are foldable.
void writeGithub(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  GithubWriter(report, out).write();
}

} // namespace tell
