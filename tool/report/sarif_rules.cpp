#include "report/sarif_rules.hpp"

#include "report/refactorings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tell {
namespace {

constexpr std::size_t kLongestDescription = 1024; ///< code scanning's limit

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

/// The words that code scanning knows, for the share of findings that are right.
std::string_view precisionOf(double share) {
  constexpr double kVeryHigh = 0.95;
  constexpr double kHigh = 0.8;
  constexpr double kMedium = 0.5;
  return share >= kVeryHigh ? "very-high" : share >= kHigh ? "high" : share >= kMedium ? "medium" : "low";
}

std::string_view wordOf(Scope scope) {
  return scope == Scope::Class ? "class" : scope == Scope::Function ? "function" : "comment";
}

sarif::ReportingDescriptor ruleOf(const CheckInfo &check, std::string_view homepage) {
  sarif::ReportingDescriptor rule;
  rule.id = check.id;
  rule.name = pascalCase(check.id);
  rule.shortDescription.text = capitalized(check.summary);
  rule.fullDescription.text = shortened(firstSection(check.documentation), kLongestDescription);
  if (rule.fullDescription.text.empty())
    rule.fullDescription.text = rule.shortDescription.text;
  rule.help.text = check.documentation.empty() ? rule.shortDescription.text : std::string(check.documentation);
  rule.help.markdown = check.documentation;
  if (!homepage.empty())
    rule.helpUri = std::string(homepage) + "checks/" + std::string(check.id);
  rule.defaultLevel = name(check.level);
  const std::string severity = check.level == Level::Note ? "recommendation" : std::string(name(check.level));
  rule.properties = {{"scope", std::string(wordOf(check.scope))},
                     {"precision", std::string(precisionOf(check.precision))},
                     {"problem.severity", severity},
                     {"tags", std::vector<std::string>{"maintainability", "encapsulation"}}};
  return rule;
}

/// What the kinds of notification mean.
struct NotificationKind {
  std::string_view id;
  std::string_view meaning;
  bool configuration = false;
};

constexpr NotificationKind kKinds[] = {
    {"baseline-outdated", "The baseline knows of findings that are gone.", true},
    {"checks-withheld", "Checks did not run, because they need more of the program than was analyzed."},
    {"link-conflict", "Two units define the same thing differently; the first definition counts."},
    {"results-dropped", "Results were left out to keep within code scanning's limits."},
    {"unit-crashed", "The analysis of a unit crashed; nothing is known of it."},
    {"unit-failed", "A unit could not be analyzed; nothing is known of it."},
    {"unit-incomplete", "A unit has errors; what was understood of it counts, and proves no absence."},
    {"unit-memory", "The analysis of a unit needed more memory than it may take; nothing is known of it."},
    {"unit-timeout", "The analysis of a unit took longer than it may; nothing is known of it."},
};

const NotificationKind *kindOf(std::string_view id) {
  const auto found = std::ranges::find(kKinds, id, &NotificationKind::id);
  return found == std::end(kKinds) ? nullptr : &*found;
}

} // namespace

std::string sentence(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result.back() != '.' && result.back() != '?' && result.back() != '!')
    result += '.';
  return result;
}

std::string capitalized(std::string_view text) {
  std::string result = sentence(text);
  if (!result.empty() && result.front() >= 'a' && result.front() <= 'z')
    result.front() = static_cast<char>(result.front() - 'a' + 'A');
  return result;
}

sarif::ToolComponent driverOf(const Report &report, std::span<const Notification> notifications) {
  sarif::ToolComponent driver;
  driver.name = "clang-tell";
  if (!report.toolVersion.empty())
    driver.fullName = "clang-tell " + report.toolVersion;
  driver.version = report.toolVersion;
  driver.semanticVersion = report.toolVersion;
  driver.informationUri = report.homepage;
  driver.shortDescription.text = "Finds anemic object orientation in C++.";
  for (const CheckInfo &check : report.checks)
    driver.rules.push_back(ruleOf(check, report.homepage));
  std::set<std::string_view> ids;
  for (const Notification &notification : notifications)
    ids.insert(notification.id);
  for (const std::string_view id : ids) {
    const NotificationKind *kind = kindOf(id);
    const std::string meaning(kind ? kind->meaning : "Something that the run met.");
    // Code scanning wants the same texts of a kind of notification as of a rule.
    driver.notifications.push_back({.id = std::string(id),
                                    .name = pascalCase(id),
                                    .shortDescription = {meaning},
                                    .fullDescription = {meaning},
                                    .help = {meaning}});
  }
  driver.supportedTaxonomies = {{catalogueOfRefactorings().name, 0}};
  return driver;
}

sarif::ToolComponent catalogueOfRefactorings() {
  sarif::ToolComponent catalogue;
  catalogue.name = "Refactoring";
  catalogue.fullName = "Martin Fowler, Refactoring: Improving the Design of Existing Code, 2nd edition";
  catalogue.organization = "Martin Fowler";
  catalogue.version = "2";
  catalogue.releaseDateUtc = "2018-11-20";
  catalogue.informationUri = "https://refactoring.com/catalog/";
  catalogue.shortDescription.text = "The refactorings that findings propose, under the catalogue's names.";
  for (const Refactoring &refactoring : refactorings())
    catalogue.taxa.push_back({.id = std::string(refactoring.name),
                              .name = {},
                              .shortDescription = {std::string(refactoring.summary)},
                              .helpUri = uriOf(refactoring)});
  return catalogue;
}

std::string sarifTables(std::span<const CheckInfo> checks) {
  std::string text = "| rule | name | `scope` | level | `precision` |\n|---|---|---|---|---|\n";
  for (const CheckInfo &check : checks)
    text += fmt::format("| [`{0}`](checks/{0}.md) | `{1}` | `{2}` | `{3}` | `{4}` |\n", check.id, pascalCase(check.id),
                        wordOf(check.scope), name(check.level), precisionOf(check.precision));
  text += "\n| notification | stands in | means |\n|---|---|---|\n";
  for (const NotificationKind &kind : kKinds)
    text +=
        fmt::format("| `{}` | `{}` | {} |\n", kind.id,
                    kind.configuration ? "toolConfigurationNotifications" : "toolExecutionNotifications", kind.meaning);
  text += "\n| taxon | means |\n|---|---|\n";
  for (const Refactoring &refactoring : refactorings())
    text += fmt::format("| [{}]({}) | {} |\n", refactoring.name, uriOf(refactoring), refactoring.summary);
  return text;
}

bool isConfiguration(std::string_view notification) {
  const NotificationKind *kind = kindOf(notification);
  return kind != nullptr && kind->configuration;
}

std::string_view meaningOfExitCode(int exitCode) {
  switch (exitCode) {
  case 0:
    return "no finding at or above the gate's level";
  case 1:
    return "findings at or above the gate's level";
  case 3:
    return "no such finding, but some unit could not be analyzed";
  default:
    return "";
  }
}

} // namespace tell
