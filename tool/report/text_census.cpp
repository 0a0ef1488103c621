#include "report/format.hpp"
#include "report/summary.hpp"
#include "report/terminal.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tell {
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
  const Diagnostics diagnostics(report.root, presentation, out);
  const auto judged = [](const auto &entry) { return !entry.strategies.empty(); };
  const bool strategies = std::ranges::any_of(report.census, judged);
  std::vector<std::vector<std::string>> table = {{"role", "score", "Q1", "Q2", "Q3", "Q4", "class", "where"}};
  if (strategies)
    table.front().insert(table.front().end() - 1, "strategies");
  constexpr std::size_t kFirstNumber = 1;
  constexpr std::size_t kLastNumber = 5;
  for (const ClassEntry &entry : report.census) {
    std::vector<std::string> row = {entry.role, fmt::format("{:.0f}", entry.score)};
    for (const Text question : {"Q1", "Q2", "Q3", "Q4"}) {
      const auto answer = std::ranges::find(entry.answers, question, &ClassEntry::Answer::question);
      row.push_back(answer == entry.answers.end() ? "-" : fmt::format("{:.0f}", 100 * answer->value));
    }
    row.push_back(printable(entry.name));
    if (strategies)
      row.push_back(holding(entry.strategies));
    row.push_back(fmt::format("{}:{}", diagnostics.path(entry.place.path), entry.place.line));
    table.push_back(std::move(row));
  }
  std::vector<std::size_t> widths(table.front().size());
  for (const auto &row : table)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], displayWidth(row[i]));
  const Colors &colors = diagnostics.colors();
  for (std::size_t r = 0; r < table.size(); ++r) {
    const auto &row = table[r];
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const std::string padding(widths[i] - displayWidth(row[i]), ' ');
      const bool number = i >= kFirstNumber && i <= kLastNumber;
      line += (number ? padding + row[i] : row[i] + padding) + "  ";
    }
    line += r == 0 ? row.back() : diagnostics.linked(row.back(), report.census[r - 1].place.path);
    out << (r == 0 ? colors.bold : "") << line << (r == 0 ? colors.reset : "") << '\n';
    if (r == 0 || !presentation.verbose)
      continue;
    const ClassEntry &entry = report.census[r - 1];
    out << "    " << printable(entry.reason) << '\n';
    for (const ClassEntry::Answer &answer : entry.answers)
      out << "    " << answer.question.view() << ": " << printable(answer.text) << '\n';
    for (const InvariantEntry &invariant : entry.invariants)
      out << "    " << printable(invariant.text) << '\n';
    out << "    metrics: " << listed(entry.metrics) << '\n';
  }
  for (const FunctionEntry &entry : report.functions)
    if (const std::string held = holding(entry.strategies); held != "-")
      out << fmt::format("{}:{}:{}: ", diagnostics.path(entry.place.path), entry.place.line, entry.place.column)
          << printable(entry.subject.name) << ": " << held << " (" << listed(entry.metrics) << ")\n";
  if (!presentation.quiet)
    out << counted(report.census.size(), "class") << " in " << counted(report.counts.units, "unit") << '\n';
}

} // namespace tell
