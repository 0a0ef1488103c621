#include "report/format.hpp"
#include "report/snippet.hpp"
#include "report/source_cache.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tell {
namespace {

constexpr std::size_t kShownEvidence = 8; ///< notes a finding gets unless all are asked for

/// Clang's own colors.
struct Colors {
  std::string_view bold, reset, note, remark, warning, error, caret, insertion;

  explicit Colors(bool on) {
    if (!on)
      return;
    bold = "\033[1m";
    reset = "\033[0m";
    note = "\033[0;1;36m";
    remark = "\033[0;1;34m";
    warning = "\033[0;1;35m";
    error = "\033[0;1;31m";
    caret = insertion = "\033[0;1;32m";
  }

  [[nodiscard]] std::string_view of(Level level) const {
    return level == Level::Note ? note : level == Level::Warning ? warning : error;
  }
};

/// A path as the reader's editor finds it from the working directory.
class ShownPaths {
public:
  ShownPaths(std::string root, std::string workingDirectory)
      : root_(std::move(root)), below_((workingDirectory.empty() ? root_ : std::move(workingDirectory)) + "/") {}

  [[nodiscard]] std::string operator()(std::string_view path) const {
    const std::string full = path.starts_with('/') ? std::string(path) : root_ + "/" + std::string(path);
    return printable(full.starts_with(below_) ? std::string_view(full).substr(below_.size()) : full);
  }

  [[nodiscard]] std::string at(const Span &span) const {
    return span.known() ? fmt::format("{}:{}:{}: ", (*this)(span.path), span.line, std::max(span.column, 1U))
                        : (*this)(span.path) + ": ";
  }

private:
  std::string root_;
  std::string below_;
};

std::string counted(std::size_t number, std::string_view noun) {
  const bool plural = number != 1;
  if (plural && noun == "class")
    return fmt::format("{} classes", number);
  return fmt::format("{} {}{}", number, noun, plural ? "s" : "");
}

class TextWriter {
public:
  TextWriter(const Report &report, const Presentation &presentation, llvm::raw_ostream &out)
      : report_(report), presentation_(presentation), colors_(presentation.colors),
        paths_(report.root, presentation.workingDirectory), sources_(report.root), out_(out) {}

  void write() {
    for (const TriagedFinding &triaged : report_.findings)
      if (!triaged.suppression)
        write(triaged.finding);
      else if (presentation_.verbose)
        writeSuppressed(triaged);
    for (const ExemptionEntry &entry : report_.exemptions)
      writeExemption(entry);
    if (!presentation_.quiet)
      writeSummary();
  }

private:
  void writeExemption(const ExemptionEntry &entry) {
    const bool own = entry.subject.kind == SubjectKind::Class;
    writeLine(entry.place, "remark", colors_.remark,
              own ? fmt::format("'{}' is not reported: {}", entry.subject.name, entry.reason)
                  : fmt::format("'{}' is not reported for what it does with '{}': {}", entry.subject.name,
                                entry.className, entry.reason),
              entry.exemption);
  }
  void write(const Finding &finding) {
    writeLine(finding.place, name(finding.level), colors_.of(finding.level), finding.message, finding.check);
    writeSnippet(finding.place);
    const std::size_t shown =
        presentation_.verbose ? finding.evidence.size() : std::min(finding.evidence.size(), kShownEvidence);
    for (std::size_t i = 0; i < shown; ++i)
      writeLine(finding.evidence[i].place, "note", colors_.note, finding.evidence[i].message, {});
    if (shown < finding.evidence.size())
      writeLine(finding.place, "note", colors_.note,
                "and " + counted(finding.evidence.size() - shown, "more place") + " (-v shows all)", {});
    writeHint(finding.advice);
  }

  void writeSuppressed(const TriagedFinding &triaged) {
    const Suppression &comment = *triaged.suppression;
    writeLine(triaged.finding.place, "remark", colors_.remark, "suppressed: " + triaged.finding.message,
              triaged.finding.check);
    Span line;
    line.path = comment.path;
    line.line = comment.line;
    writeLine(line, "note", colors_.note,
              comment.reason.empty() ? "by this comment, without a reason" : "because: " + comment.reason, {});
  }

  void writeLine(const Span &place, std::string_view level, std::string_view color, std::string_view message,
                 std::string_view check) {
    out_ << colors_.bold << paths_.at(place) << color << level << ": " << colors_.reset << colors_.bold
         << printable(message);
    if (!check.empty())
      out_ << " [" << check << "]";
    out_ << colors_.reset << '\n';
  }

  void writeSnippet(const Span &place) {
    const auto line = sources_.line(place.path, place.line);
    if (!line)
      return;
    const std::uint32_t begin = sources_.byteColumn(place.path, place.line, place.column);
    const std::uint32_t end = place.endLine == place.line ? sources_.byteColumn(place.path, place.line, place.endColumn)
                                                          : static_cast<std::uint32_t>(line->size()) + 1;
    if (const auto snippet = underline(*line, begin, end)) {
      out_ << fmt::format("{:>5} | ", place.line) << snippet->source << '\n';
      out_ << "      | " << colors_.caret << snippet->marks << colors_.reset << '\n';
    }
  }

  void writeHint(const Advice &advice) {
    if (advice.hint.empty())
      return;
    out_ << "  " << colors_.bold << "hint: " << colors_.reset << colors_.insertion << printable(advice.hint)
         << colors_.reset;
    std::string_view separator = "; replaces ";
    for (const Span &span : advice.replaces) {
      Span shown = span;
      shown.path = paths_(span.path);
      out_ << separator << linesOf(shown);
      separator = ", ";
    }
    out_ << '\n';
  }

  /// Counts, and what was left out. No times: the same input has the same report.
  void writeSummary() {
    std::size_t suppressed = 0;
    std::array<std::size_t, 3> levels{};
    for (const TriagedFinding &triaged : report_.findings)
      if (triaged.suppression)
        ++suppressed;
      else
        ++levels[static_cast<std::size_t>(triaged.finding.level)];
    std::string found;
    for (const Level level : {Level::Error, Level::Warning, Level::Note})
      if (const std::size_t number = levels[static_cast<std::size_t>(level)]; number != 0)
        found += (found.empty() ? "" : ", ") + counted(number, name(level));
    if (found.empty())
      found = "no findings";
    if (suppressed != 0)
      found += fmt::format(" ({} suppressed)", suppressed);
    const Counts &counts = report_.counts;
    out_ << found << " in " << counted(counts.units, "unit") << ", " << counted(counts.classes, "class") << ", "
         << counted(counts.functions, "function");
    if (counts.incompleteUnits != 0)
      out_ << "; " << counted(counts.incompleteUnits, "unit")
           << " incomplete: absence of findings proves nothing there";
    out_ << '\n';
  }

  const Report &report_;
  const Presentation &presentation_;
  Colors colors_;
  ShownPaths paths_;
  SourceCache sources_;
  llvm::raw_ostream &out_;
};

} // namespace

void writeText(const Report &report, const Presentation &presentation, llvm::raw_ostream &out) {
  TextWriter(report, presentation, out).write();
}

void writeNotifications(std::span<const Notification> notifications, const Report &report,
                        const Presentation &presentation, llvm::raw_ostream &out) {
  const Colors colors(presentation.colors);
  const ShownPaths paths(report.root, presentation.workingDirectory);
  for (const Notification &notification : notifications) {
    const std::string where = notification.place.path.empty() ? "clang-tell: " : paths.at(notification.place);
    out << colors.bold << where << colors.of(notification.level) << name(notification.level) << ": " << colors.reset
        << colors.bold << printable(notification.message) << " [" << notification.id << "]" << colors.reset << '\n';
  }
}

namespace {

/// "wmc 12, woc 0.25": all of them, or "-".
std::string listed(const std::vector<Metric> &metrics) {
  std::string text;
  for (const Metric &metric : metrics)
    text += fmt::format("{}{} {:.3g}", text.empty() ? "" : ", ", metric.name, metric.value);
  return text.empty() ? "-" : text;
}

/// The strategies that hold, or "-".
std::string holding(const std::vector<StrategyEntry> &strategies) {
  std::string text;
  for (const StrategyEntry &entry : strategies)
    if (entry.holds)
      text += (text.empty() ? "" : ",") + entry.strategy;
  return text.empty() ? "-" : text;
}

} // namespace

/// A table with a row for each class. The answers are shown as percentages, 0 well encapsulated and 100 anemic, in
/// words when all is asked for.
void writeTextCensus(const Report &report, const Presentation &presentation, llvm::raw_ostream &out) {
  const ShownPaths paths(report.root, presentation.workingDirectory);
  const auto judged = [](const auto &entry) { return !entry.strategies.empty(); };
  const bool strategies = std::ranges::any_of(report.census, judged);
  std::vector<std::vector<std::string>> table = {{"role", "score", "Q1", "Q2", "Q3", "Q4", "class", "where"}};
  if (strategies)
    table.front().insert(table.front().end() - 1, "strategies");
  constexpr std::size_t kFirstNumber = 1;
  constexpr std::size_t kLastNumber = 5;
  for (const ClassEntry &entry : report.census) {
    std::vector<std::string> row = {entry.role, fmt::format("{:.0f}", entry.score)};
    for (const std::string_view question : {"Q1", "Q2", "Q3", "Q4"}) {
      const auto answer = std::ranges::find(entry.answers, question, &ClassEntry::Answer::question);
      row.push_back(answer == entry.answers.end() ? "-" : fmt::format("{:.0f}", 100 * answer->value));
    }
    row.push_back(printable(entry.name));
    if (strategies)
      row.push_back(holding(entry.strategies));
    row.push_back(fmt::format("{}:{}", paths(entry.place.path), entry.place.line));
    table.push_back(std::move(row));
  }
  std::vector<std::size_t> widths(table.front().size());
  for (const auto &row : table)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], displayWidth(row[i]));
  const Colors colors(presentation.colors);
  for (std::size_t r = 0; r < table.size(); ++r) {
    const auto &row = table[r];
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const std::string padding(widths[i] - displayWidth(row[i]), ' ');
      const bool number = i >= kFirstNumber && i <= kLastNumber;
      line += (number ? padding + row[i] : row[i] + padding) + "  ";
    }
    line += row.back();
    out << (r == 0 ? colors.bold : "") << line << (r == 0 ? colors.reset : "") << '\n';
    if (r == 0 || !presentation.verbose)
      continue;
    const ClassEntry &entry = report.census[r - 1];
    out << "    " << printable(entry.reason) << '\n';
    for (const ClassEntry::Answer &answer : entry.answers)
      out << "    " << answer.question << ": " << printable(answer.text) << '\n';
    for (const InvariantEntry &invariant : entry.invariants)
      out << "    " << printable(invariant.text) << '\n';
    out << "    metrics: " << listed(entry.metrics) << '\n';
  }
  for (const FunctionEntry &entry : report.functions)
    if (const std::string held = holding(entry.strategies); held != "-")
      out << paths.at(entry.place) << printable(entry.subject.name) << ": " << held << " (" << listed(entry.metrics)
          << ")\n";
  if (!presentation.quiet)
    out << counted(report.census.size(), "class") << " in " << counted(report.counts.units, "unit") << '\n';
}

} // namespace tell
