#include "cli/comparison.hpp"

#include "report/json_text.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tell {
namespace {

constexpr int kVersion = 1;        ///< of the JSON form
constexpr double kVisible = 0.05;  ///< of a score: less is not seen in one decimal
constexpr std::size_t kShown = 20; ///< classes or findings of a kind that the text names

Comparison::Totals totalsOf(const PastRun &run) {
  Comparison::Totals totals;
  totals.classes = run.classes.size();
  for (const PastClass &entry : run.classes) {
    totals.anemic += entry.role == "anemic" ? 1 : 0;
    totals.meanScore += entry.score / static_cast<double>(run.classes.size());
  }
  return totals;
}

ChangedClass changeOf(const PastClass &before, const PastClass &after) {
  ChangedClass changed{before, after, {}};
  for (const auto &[metric, value] : after.metrics)
    if (const auto was = before.metrics.find(metric); was != before.metrics.end() && was->second != value)
      changed.metrics.emplace(metric, std::pair(was->second, value));
  return changed;
}

void place(const PastClass &before, const PastClass &after, Comparison &comparison) {
  const double rise = after.score - before.score;
  if (std::abs(rise) >= kVisible)
    (rise < 0 ? comparison.better : comparison.worse).push_back(changeOf(before, after));
  else if (before.role != after.role)
    comparison.other.push_back(changeOf(before, after));
}

/// Both lists are sorted by name and place, so that those of one name meet in the order of their places.
void compareClasses(const PastRun &before, const PastRun &after, Comparison &comparison) {
  auto was = before.classes.begin();
  auto is = after.classes.begin();
  while (was != before.classes.end() || is != after.classes.end()) {
    if (is == after.classes.end() || (was != before.classes.end() && was->name < is->name))
      comparison.gone.push_back(*was++);
    else if (was == before.classes.end() || is->name < was->name)
      comparison.added.push_back(*is++);
    else
      place(*was++, *is++, comparison);
  }
  const auto most = [](const ChangedClass &a, const ChangedClass &b) {
    const double first = std::abs(a.after.score - a.before.score);
    const double second = std::abs(b.after.score - b.before.score);
    return first != second ? first > second
                           : std::tie(a.after.name, a.after.path) < std::tie(b.after.name, b.after.path);
  };
  std::ranges::sort(comparison.better, most);
  std::ranges::sort(comparison.worse, most);
}

void compareFindings(const PastRun &before, const PastRun &after, Comparison &comparison) {
  const auto counts = [](const PastRun &run, const std::string &print) {
    const auto found = run.findings.find(print);
    return found != run.findings.end() && !found->second.suppressed;
  };
  for (const auto &[print, finding] : after.findings) {
    if (finding.suppressed)
      continue;
    if (!counts(before, print)) {
      comparison.found.push_back(finding);
      continue;
    }
    const PastFinding &known = before.findings.find(print)->second;
    const bool grown = known.rulesKnown && finding.rulesKnown && !std::ranges::includes(known.rules, finding.rules);
    if (grown)
      comparison.grown.push_back(finding);
    else
      ++comparison.unchanged;
  }
  for (const auto &[print, finding] : before.findings)
    if (!finding.suppressed && !counts(after, print))
      comparison.fixed.push_back(finding);
  for (std::vector<PastFinding> *list : {&comparison.found, &comparison.grown, &comparison.fixed})
    std::ranges::sort(*list, [](const PastFinding &a, const PastFinding &b) {
      return std::tie(a.path, a.line, a.check, a.subject) < std::tie(b.path, b.line, b.check, b.subject);
    });
}

std::string placeOf(const std::string &path, std::uint32_t line) {
  return path.empty() ? std::string() : line == 0 ? fmt::format(" at {}", path) : fmt::format(" at {}:{}", path, line);
}

std::string numberOf(double value) {
  std::string text = fmt::format("{:.3f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

/// The lines of one kind of change, with a heading and the number of those that are left out.
template <typename List> void addLines(std::string &text, std::string_view heading, const List &list, auto line) {
  if (list.empty())
    return;
  text += fmt::format("{}:\n", heading);
  for (std::size_t i = 0; i < std::min(list.size(), kShown); ++i)
    text += fmt::format("  {}\n", printable(line(list[i])));
  if (list.size() > kShown)
    text += fmt::format("  and {} more\n", list.size() - kShown);
}

std::string lineOf(const ChangedClass &changed) {
  const auto &[before, after, metrics] = changed;
  std::string line = fmt::format("{}: {:.1f} -> {:.1f}", after.name, before.score, after.score);
  if (before.role != after.role)
    line += fmt::format(", {} -> {}", before.role, after.role);
  // What people act on; the JSON form has all of them.
  for (const auto &[metric, words] : {std::pair("rulesOutside", "rules outside"), std::pair("rulesInside", "inside"),
                                      std::pair("askThenTell", "asked and told")})
    if (const auto number = metrics.find(metric); number != metrics.end())
      line += fmt::format(", {} {} -> {}", words, numberOf(number->second.first), numberOf(number->second.second));
  return line + placeOf(after.path, after.line);
}

std::string lineOf(const PastClass &entry) {
  return fmt::format("{}: {:.1f}, {}{}", entry.name, entry.score, entry.role, placeOf(entry.path, entry.line));
}

std::string lineOf(const PastFinding &finding) {
  return fmt::format("{}{}{}{}", finding.check, finding.subject.empty() ? "" : " ", finding.subject,
                     placeOf(finding.path, finding.line));
}

/// Writes the JSON form.
class JsonWriter {
public:
  explicit JsonWriter(llvm::raw_ostream &out) : json_(out, 2) {}

  void write(const Comparison &comparison) {
    json_.object([&] {
      json_.attribute("version", kVersion);
      json_.attributeObject("coverage", [&] {
        json_.attribute("before", comparison.coverageBefore);
        json_.attribute("after", comparison.coverageAfter);
      });
      if (comparison.totals)
        json_.attributeObject("classes", [&] { writeClasses(comparison); });
      if (comparison.findings)
        json_.attributeObject("findings", [&] {
          list("new", comparison.found);
          list("grown", comparison.grown);
          list("fixed", comparison.fixed);
          json_.attribute("unchanged", static_cast<std::int64_t>(comparison.unchanged));
        });
    });
  }

private:
  void writeClasses(const Comparison &comparison) {
    const auto totals = [&](llvm::StringRef key, const Comparison::Totals &of) {
      json_.attributeObject(key, [&] {
        json_.attribute("classes", static_cast<std::int64_t>(of.classes));
        json_.attribute("anemic", static_cast<std::int64_t>(of.anemic));
        writeNumber(json_, "meanScore", of.meanScore);
      });
    };
    totals("before", comparison.totals->first);
    totals("after", comparison.totals->second);
    list("better", comparison.better);
    list("worse", comparison.worse);
    list("otherRole", comparison.other);
    list("new", comparison.added);
    list("gone", comparison.gone);
  }

  template <typename T> void list(llvm::StringRef key, const std::vector<T> &of) {
    json_.attributeArray(key, [&] {
      for (const T &each : of)
        json_.object([&] { fields(each); });
    });
  }

  void place(const std::string &path, std::uint32_t line) {
    json_.attribute("path", path);
    json_.attribute("line", line);
  }

  void fields(const ChangedClass &changed) {
    const auto pair = [&](llvm::StringRef key, auto before, auto after) {
      json_.attributeObject(key, [&] {
        writeNumber(json_, "before", before);
        writeNumber(json_, "after", after);
      });
    };
    json_.attribute("name", changed.after.name);
    place(changed.after.path, changed.after.line);
    json_.attributeObject("role", [&] {
      json_.attribute("before", changed.before.role);
      json_.attribute("after", changed.after.role);
    });
    pair("score", changed.before.score, changed.after.score);
    json_.attributeObject("metrics", [&] {
      for (const auto &[metric, values] : changed.metrics)
        pair(metric, values.first, values.second);
    });
  }

  void fields(const PastClass &entry) {
    json_.attribute("name", entry.name);
    place(entry.path, entry.line);
    json_.attribute("role", entry.role);
    writeNumber(json_, "score", entry.score);
  }

  void fields(const PastFinding &finding) {
    json_.attribute("check", validUtf8(finding.check));
    json_.attribute("subject", validUtf8(finding.subject)); // a baseline may hold any bytes
    place(finding.path, finding.line);
  }

  llvm::json::OStream json_;
};

} // namespace

Result<Comparison> compareRuns(const PastRun &before, const PastRun &after) {
  Comparison comparison;
  comparison.coverageBefore = before.coverage;
  comparison.coverageAfter = after.coverage;
  if (before.hasClasses && after.hasClasses) {
    comparison.totals = {totalsOf(before), totalsOf(after)};
    compareClasses(before, after, comparison);
  }
  comparison.findings = before.hasFindings && after.hasFindings;
  if (comparison.findings)
    compareFindings(before, after, comparison);
  if (!comparison.totals && !comparison.findings)
    return Error("one holds classes, the other findings: they have nothing that could be compared");
  return comparison;
}

std::string comparisonText(const Comparison &comparison) {
  std::string text;
  if (comparison.totals) {
    const auto &[before, after] = *comparison.totals;
    text += fmt::format("{} classes (were {}), {} of them anemic (were {}), mean score {:.1f} (was {:.1f})\n",
                        after.classes, before.classes, after.anemic, before.anemic, after.meanScore, before.meanScore);
    const auto line = [](const auto &each) { return lineOf(each); };
    addLines(text, "worse", comparison.worse, line);
    addLines(text, "better", comparison.better, line);
    addLines(text, "of another role", comparison.other, line);
    addLines(text, "new classes", comparison.added, line);
    addLines(text, "classes that are gone", comparison.gone, line);
  }
  if (comparison.findings) {
    text += fmt::format("{} new findings, {} grown, {} fixed, {} unchanged\n", comparison.found.size(),
                        comparison.grown.size(), comparison.fixed.size(), comparison.unchanged);
    const auto line = [](const PastFinding &each) { return lineOf(each); };
    addLines(text, "new", comparison.found, line);
    addLines(text, "grown", comparison.grown, line);
    addLines(text, "fixed", comparison.fixed, line);
  }
  if (comparison.coverageBefore != comparison.coverageAfter)
    text += fmt::format("what was seen of the program differs: {} (was {})\n", comparison.coverageAfter,
                        comparison.coverageBefore);
  return text;
}

std::string comparisonJson(const Comparison &comparison) {
  std::string text;
  llvm::raw_string_ostream out(text);
  JsonWriter(out).write(comparison);
  return text + "\n";
}

} // namespace tell
