#include "report/format.hpp"
#include "report/snippet.hpp"
#include "report/source_cache.hpp"
#include "report/summary.hpp"
#include "report/terminal.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tell {
namespace {

constexpr std::size_t kShownEvidence = 8; ///< notes a finding gets unless all are asked for
constexpr std::string_view kHint = "  hint: ";

class TextWriter {
public:
  TextWriter(const Report &report, const Presentation &presentation, llvm::raw_ostream &out)
      : report_(report), presentation_(presentation), diagnostics_(report.root, presentation, out),
        colors_(diagnostics_.colors()), sources_(report.root), out_(out) {}

  void write() {
    for (const TriagedFinding &triaged : report_.findings)
      if (triaged.counts())
        write(triaged.finding);
      else if (presentation_.verbose && triaged.suppression)
        writeSuppressed(triaged);
      else if (presentation_.verbose)
        diagnostics_.line(triaged.finding.place, "remark", colors_.remark, "known: " + triaged.finding.message,
                          triaged.finding.check);
    for (const ExemptionEntry &entry : report_.exemptions)
      writeExemption(entry);
    if (!presentation_.quiet)
      writeSummary();
  }

private:
  void writeExemption(const ExemptionEntry &entry) {
    const bool own = entry.subject.kind == SubjectKind::Class;
    diagnostics_.line(entry.place, "remark", colors_.remark,
                      own ? fmt::format("'{}' is not reported: {}", entry.subject.name, entry.reason)
                          : fmt::format("'{}' is not reported for what it does with '{}': {}", entry.subject.name,
                                        entry.className, entry.reason),
                      entry.exemption);
  }

  void write(const Finding &finding) {
    diagnostics_.line(finding.place, name(finding.level), colors_.of(finding.level), finding.message, finding.check);
    writeSnippet(finding.place);
    const std::size_t shown =
        presentation_.verbose ? finding.evidence.size() : std::min(finding.evidence.size(), kShownEvidence);
    for (std::size_t i = 0; i < shown; ++i)
      note(finding.evidence[i].place, finding.evidence[i].message);
    if (shown < finding.evidence.size())
      note(finding.place, "and " + counted(finding.evidence.size() - shown, "more place") + " (-v shows all)");
    writeHint(finding.advice);
  }

  void writeSuppressed(const TriagedFinding &triaged) {
    const Suppression &comment = *triaged.suppression;
    diagnostics_.line(triaged.finding.place, "remark", colors_.remark, "suppressed: " + triaged.finding.message,
                      triaged.finding.check);
    Span line;
    line.path = comment.path;
    line.line = comment.line;
    note(line, comment.reason.empty() ? "by this comment, without a reason" : "because: " + comment.reason);
  }

  void note(const Span &place, std::string_view message) {
    diagnostics_.line(place, "note", colors_.note, message, {});
  }

  void writeSnippet(const Span &place) {
    const auto line = sources_.line(place.path, place.line);
    if (!line)
      return;
    const std::uint32_t begin = sources_.byteColumn(place.path, place.line, place.column);
    const std::uint32_t end = place.endLine == place.line ? sources_.byteColumn(place.path, place.line, place.endColumn)
                                                          : static_cast<std::uint32_t>(line->size()) + 1;
    const std::string gutter = fmt::format("{:>5} | ", place.line);
    const std::size_t width = presentation_.width > gutter.size() ? presentation_.width - gutter.size() : 0;
    if (const auto snippet = underline(*line, begin, end, width)) {
      out_ << gutter << snippet->source << '\n';
      out_ << fmt::format("{:>{}}", "| ", gutter.size()) << colors_.caret << snippet->marks << colors_.reset << '\n';
    }
  }

  void writeHint(const Advice &advice) {
    if (advice.hint.empty())
      return;
    LineWrapper wrapper(presentation_.width, kHint.size());
    wrapper.skip(kHint.size());
    out_ << colors_.bold << kHint << colors_.reset << colors_.insertion << wrapper.fit(printable(advice.hint))
         << colors_.reset;
    std::string_view separator = "; replaces";
    for (const Span &span : advice.replaces) {
      Span shown = span;
      shown.path = diagnostics_.path(span.path);
      const std::string place = linesOf(shown);
      out_ << wrapper.fit(separator) << wrapper.gap(1, displayWidth(place)) << diagnostics_.linked(place, span.path);
      separator = ",";
    }
    out_ << '\n';
  }

  void writeSummary() {
    std::string text = summaryOf(report_);
    if (presentation_.elapsed)
      text += fmt::format(", {:.1f} s", static_cast<double>(presentation_.elapsed->count()) / 1000);
    for (const std::string &clause : leftOut(report_))
      text += "; " + clause;
    out_ << LineWrapper(presentation_.width, 2).fit(text) << '\n';
  }

  const Report &report_;
  const Presentation &presentation_;
  Diagnostics diagnostics_;
  Colors colors_;
  SourceCache sources_;
  llvm::raw_ostream &out_;
};

} // namespace

void writeText(const Report &report, const Presentation &presentation, llvm::raw_ostream &out) {
  TextWriter(report, presentation, out).write();
}

void writeNotifications(std::span<const Notification> notifications, const Report &report,
                        const Presentation &presentation, llvm::raw_ostream &out) {
  Diagnostics diagnostics(report.root, presentation, out);
  for (const Notification &notification : notifications)
    diagnostics.line(notification.place, name(notification.level), diagnostics.colors().of(notification.level),
                     notification.message, notification.id);
}

} // namespace tell
