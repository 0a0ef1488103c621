#include "report/format.hpp"
#include "report/sarif_writer.hpp"
#include "report/source_cache.hpp"
#include "report/unicode.hpp"

#include <algorithm>
#include <map>

namespace tell {
namespace {

constexpr std::size_t kLongestDescription = 1024; ///< code scanning's limit
constexpr std::size_t kLinkedInMessage = 5;       ///< more would drown the message; all of them are related locations

/// A text as a sentence: what people write lower-case in one line becomes the standard's form with a full stop.
std::string sentence(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result.back() != '.' && result.back() != '?' && result.back() != '!')
    result += '.';
  return result;
}

/// The same, to stand at a sentence's beginning.
std::string capitalized(std::string_view text) {
  std::string result = sentence(text);
  if (!result.empty() && result.front() >= 'a' && result.front() <= 'z')
    result.front() = static_cast<char>(result.front() - 'a' + 'A');
  return result;
}

/// "tell-anemic-class" → "AnemicClass".
std::string pascalCase(std::string_view id) {
  if (id.starts_with("tell-"))
    id.remove_prefix(5);
  std::string result;
  bool upper = true;
  for (const char c : id) {
    if (c == '-') {
      upper = true;
      continue;
    }
    result += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return result;
}

/// The text under the first heading of a check's documentation, as one paragraph's text.
std::string firstSection(std::string_view markdown) {
  const std::size_t heading = markdown.find("## ");
  if (heading == std::string_view::npos)
    return {};
  std::string_view body = markdown.substr(std::min(markdown.find('\n', heading), markdown.size()));
  body = body.substr(0, body.find("\n## "));
  std::string result;
  for (const char c : body)
    if (c != '\n' && c != ' ')
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  if (result.ends_with(' '))
    result.pop_back();
  return result;
}

/// At most `limit` bytes, cut at a word.
std::string shortened(std::string text, std::size_t limit) {
  if (text.size() <= limit)
    return text;
  constexpr std::string_view kEllipsis = " …";
  const std::size_t cut = text.rfind(' ', limit - kEllipsis.size());
  text.resize(cut == std::string::npos ? 0 : cut);
  return text + std::string(kEllipsis);
}

/// Text inside the brackets of a link (§3.11.6). One line, nothing invisible: viewers show it as it is.
std::string linkText(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '[' || c == ']' || c == '\\')
      result += '\\';
    result += c;
  }
  return result;
}

/// Text outside links: only what would read as a link is escaped ("operator[](int)"), for viewers that take no escapes.
std::string plainText(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '(' && result.ends_with(']'))
      result.insert(result.size() - 1, "\\");
    result += c;
  }
  return result;
}

std::string_view logicalKind(SubjectKind kind) {
  switch (kind) {
  case SubjectKind::Class:
    return "type";
  case SubjectKind::Function:
    return "function";
  case SubjectKind::Field:
    return "member";
  }
  return "";
}

std::string lastName(std::string_view qualified) {
  const std::size_t colons = qualified.rfind("::");
  return std::string(colons == std::string_view::npos ? qualified : qualified.substr(colons + 2));
}

/// The words that code scanning knows, for the share of findings that are right.
std::string_view precisionOf(double share) {
  constexpr double kVeryHigh = 0.95;
  constexpr double kHigh = 0.8;
  constexpr double kMedium = 0.5;
  return share >= kVeryHigh ? "very-high" : share >= kHigh ? "high" : share >= kMedium ? "medium" : "low";
}

sarif::Rule ruleOf(const CheckInfo &check) {
  sarif::Rule rule;
  rule.id = check.id;
  rule.name = pascalCase(check.id);
  rule.shortDescription = capitalized(check.summary);
  rule.fullDescription = shortened(firstSection(check.documentation), kLongestDescription);
  if (rule.fullDescription.empty())
    rule.fullDescription = rule.shortDescription;
  rule.helpMarkdown = check.documentation;
  rule.helpText = check.documentation.empty() ? rule.shortDescription : std::string(check.documentation);
  rule.level = name(check.level);
  const std::string severity = check.level == Level::Note ? "recommendation" : std::string(name(check.level));
  rule.properties = {{"scope", std::string(check.scope == Scope::Class ? "class" : "function")},
                     {"precision", std::string(precisionOf(check.precision))},
                     {"problem.severity", severity},
                     {"tags", std::vector<std::string>{"maintainability", "encapsulation"}}};
  return rule;
}

/// Turns findings into results; knows where the sources are.
class SarifReport {
public:
  explicit SarifReport(const Report &report) : sources_(report.root) {
    for (const CheckInfo &check : report.checks)
      ruleIndex_.emplace(check.id, ruleIndex_.size());
  }

  sarif::Result result(const TriagedFinding &triaged) {
    const Finding &finding = triaged.finding;
    sarif::Result result;
    result.ruleId = finding.check;
    if (const auto rule = ruleIndex_.find(finding.check); rule != ruleIndex_.end())
      result.ruleIndex = rule->second;
    result.level = name(finding.level);
    result.rank = 100 * finding.confidence;
    result.message = message(finding);
    result.locations = {location(finding.place, finding.subject)};
    for (const Evidence &evidence : finding.evidence) {
      sarif::Location related = location(evidence.place, evidence.subject);
      related.id = static_cast<std::uint32_t>(result.relatedLocations.size() + 1);
      related.message = plainText(sentence(evidence.message));
      result.relatedLocations.push_back(std::move(related));
    }
    result.partialFingerprints = {{"symbol/v1", triaged.fingerprint}};
    if (triaged.suppression)
      result.suppressions = {suppression(*triaged.suppression)};
    result.properties = properties(finding);
    return result;
  }

  sarif::Notification notification(const Notification &notification) {
    sarif::Notification result{notification.id, std::string(name(notification.level)),
                               plainText(capitalized(notification.message)), std::nullopt};
    if (!notification.place.path.empty())
      result.location = location(notification.place, {});
    return result;
  }

private:
  static std::string message(const Finding &finding) {
    std::string text = plainText(sentence(finding.message));
    std::string_view separator = " See ";
    const std::size_t linked = std::min(finding.evidence.size(), kLinkedInMessage);
    for (std::size_t i = 0; i < linked; ++i) {
      text += std::string(separator) + "[" + linkText(finding.evidence[i].message) + "](" + std::to_string(i + 1) + ")";
      separator = "; ";
    }
    if (linked < finding.evidence.size())
      text += " and " + std::to_string(finding.evidence.size() - linked) + " more";
    if (linked > 0)
      text += ".";
    if (!finding.advice.hint.empty())
      text += " Hint: " + plainText(sentence(finding.advice.hint));
    return text;
  }

  static sarif::Properties properties(const Finding &finding) {
    sarif::Properties metrics;
    for (const Metric &metric : finding.metrics)
      metrics.push_back({metric.name, metric.value});
    sarif::Properties result = {{"class", finding.className}, {"score", finding.score}};
    if (!finding.advice.hint.empty())
      result.push_back({"hint", finding.advice.hint});
    if (!finding.advice.refactoring.empty())
      result.push_back({"refactoring", finding.advice.refactoring});
    if (!finding.advice.signature.empty())
      result.push_back({"signature", finding.advice.signature});
    if (!finding.advice.parameters.empty())
      result.push_back({"parameters", finding.advice.parameters});
    if (!finding.advice.obstacle.empty())
      result.push_back({"obstacle", finding.advice.obstacle});
    if (!metrics.empty())
      result.push_back({"metrics", std::move(metrics)});
    return result;
  }

  sarif::Suppression suppression(const Suppression &comment) {
    Span line;
    line.path = comment.path;
    line.line = comment.line;
    return {"inSource", comment.reason, location(line, {})};
  }

  sarif::Location location(const Span &span, const Subject &subject) {
    sarif::Location result;
    const bool absolute = span.path.starts_with('/');
    result.artifact = {sarif::uriOf(span.path), absolute ? "" : "SRCROOT"};
    if (span.known())
      result.region = region(span);
    if (!subject.name.empty())
      result.logical = {{lastName(subject.name), subject.name, std::string(logicalKind(subject.kind))}};
    return result;
  }

  /// All four fields always, and never an empty or backward region, whatever became of the file.
  sarif::Region region(const Span &span) {
    sarif::Region region;
    region.startLine = span.line;
    region.startColumn = span.column == 0 ? 1 : sources_.utf16Column(span.path, span.line, span.column);
    region.endLine = std::max(span.endLine, span.line);
    if (span.endColumn != 0) {
      region.endColumn = sources_.utf16Column(span.path, region.endLine, span.endColumn);
    } else {
      const auto line = sources_.line(span.path, region.endLine);
      region.endColumn = line ? static_cast<std::uint32_t>(utf16Length(*line)) + 1 : region.startColumn + 1;
    }
    if (region.endLine == region.startLine)
      region.endColumn = std::max(region.endColumn, region.startColumn + 1);
    return region;
  }

  SourceCache sources_;
  std::map<std::string, std::size_t, std::less<>> ruleIndex_;
};

} // namespace

void writeSarif(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  SarifReport conversion(report);
  sarif::Run run;
  run.toolName = "clang-tell";
  run.semanticVersion = report.toolVersion;
  for (const CheckInfo &check : report.checks)
    run.rules.push_back(ruleOf(check));
  for (const Notification &notification : report.notifications) {
    run.notifications.push_back(conversion.notification(notification));
    run.executionSuccessful = run.executionSuccessful && notification.level != Level::Error;
  }
  run.exitCode = report.exitCode;
  run.uriBase = {"SRCROOT", "The root of the analyzed project."};
  run.automationId = "clang-tell/";
  run.columnKind = "utf16CodeUnits";

  sarif::Writer writer(out, run);
  for (const TriagedFinding &finding : report.findings)
    writer.add(conversion.result(finding));
  writer.finish();
  out << '\n';
}

} // namespace tell
