#include "report/format.hpp"
#include "report/refactorings.hpp"
#include "report/sarif_rules.hpp"
#include "report/sarif_sources.hpp"
#include "report/unicode.hpp"
#include "sarif/writer.hpp"

#include <algorithm>
#include <compare>
#include <map>

namespace tell {
namespace {

constexpr std::size_t kLinkedInMessage = 5; ///< more would drown the message; all of them are related locations

/// What code scanning takes of a log (https://docs.github.com/en/code-security: "SARIF support for code scanning").
constexpr std::size_t kMostResults = 5000;
constexpr std::size_t kMostLocations = 100; ///< of a result

/// Text from the analysed code, on one line and with nothing invisible: viewers show it as it is.
std::string plain(std::string_view text) { return sarif::plainText(printable(text)); }

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

std::string_view word(BaselineState state) {
  switch (state) {
  case BaselineState::New:
    return "new";
  case BaselineState::Unchanged:
    return "unchanged";
  case BaselineState::Updated:
    return "updated";
  case BaselineState::Absent:
    return "absent";
  }
  return "";
}

std::vector<sarif::LogicalLocation> logicalOf(const Subject &subject) {
  if (subject.name.empty())
    return {};
  const std::size_t colons = subject.name.rfind("::");
  const std::string last = colons == std::string::npos ? subject.name.str() : subject.name.substr(colons + 2);
  return {{last, subject.name, std::string(logicalKind(subject.kind)), subject.signature}};
}

/// The findings that a profile takes, in their order.
std::vector<const TriagedFinding *> chosen(const std::vector<TriagedFinding> &findings, SarifProfile profile) {
  std::vector<const TriagedFinding *> result;
  for (const TriagedFinding &triaged : findings)
    if (profile == SarifProfile::Default || !triaged.suppression)
      result.push_back(&triaged);
  if (profile == SarifProfile::Default || result.size() <= kMostResults)
    return result;
  // By rank; those of one rank in the order of the report, so that the same are kept each time.
  std::vector<std::size_t> order(result.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const Finding &first = result[a]->finding;
    const Finding &second = result[b]->finding;
    if (first.level != second.level)
      return first.level > second.level;
    const auto byRank = std::strong_order(first.confidence, second.confidence);
    return byRank != 0 ? byRank > 0 : a < b;
  });
  order.resize(kMostResults);
  std::ranges::sort(order);
  std::vector<const TriagedFinding *> kept;
  for (const std::size_t i : order)
    kept.push_back(result[i]);
  return kept;
}

/// Turns findings into results.
class SarifReport {
public:
  SarifReport(const Report &report, SarifProfile profile)
      : profile_(profile),
        sources_(report.root, profile == SarifProfile::Github && report.versionControl ? report.versionControl->folder
                                                                                       : std::string()) {
    for (const CheckInfo &check : report.checks)
      ruleIndex_.emplace(check.id, ruleIndex_.size());
    for (const ClassEntry &entry : report.census)
      classes_.emplace(entry.name, &entry);
  }

  [[nodiscard]] const SarifSources &sources() const { return sources_; }

  sarif::Result result(const TriagedFinding &triaged) {
    const Finding &finding = triaged.finding;
    sarif::Result result;
    result.ruleId = finding.check;
    if (const auto rule = ruleIndex_.find(finding.check); rule != ruleIndex_.end())
      result.ruleIndex = rule->second;
    result.level = name(finding.level);
    result.rank = 100 * finding.confidence;
    // Code scanning shows the file itself.
    sarif::Location place =
        profile_ == SarifProfile::Github ? sources_.location(finding.place) : sources_.quoted(finding.place);
    place.logical = logicalOf(finding.subject);
    sources_.reported(finding.place.path);
    result.locations = {std::move(place)};
    result.message.text = message(finding, addEvidence(finding, result));
    for (const Flow &flow : finding.flows)
      if (profile_ == SarifProfile::Default || result.codeFlows.size() < kMostLocations)
        result.codeFlows.push_back(codeFlow(flow));
    if (std::string hash = sources_.lineHash(finding.place); !hash.empty())
      result.partialFingerprints.emplace_back("primaryLocationLineHash", std::move(hash));
    result.partialFingerprints.emplace_back("symbol/v1", triaged.fingerprint);
    if (triaged.baseline)
      result.baselineState = word(*triaged.baseline);
    result.suppressions.emplace();
    if (triaged.suppression)
      result.suppressions->push_back(suppression(*triaged.suppression));
    if (finding.fix)
      result.fixes.push_back(fix(*finding.fix));
    for (const std::size_t taxon : refactoringsIn(finding.advice.refactoring))
      result.taxa.push_back(
          {std::string(refactorings()[taxon].name), taxon, sarif::ToolComponentReference{"Refactoring", 0}});
    result.properties = properties(finding);
    return result;
  }

  sarif::Notification notification(const Notification &notification, std::size_t kind) {
    sarif::Notification result{{notification.id, kind}, std::string(name(notification.level)), {}, {}};
    result.message.text = plain(capitalized(notification.message));
    if (!notification.place.path.empty())
      result.locations = {sources_.location(notification.place)};
    return result;
  }

private:
  /// Makes the evidence related locations; how many there are.
  std::size_t addEvidence(const Finding &finding, sarif::Result &result) {
    // The primary location counts too.
    const std::size_t most = profile_ == SarifProfile::Github ? kMostLocations - 1 : finding.evidence.size();
    for (const Evidence &evidence : finding.evidence) {
      if (result.relatedLocations.size() >= most)
        break;
      sarif::Location related = located(evidence);
      related.id = static_cast<std::uint32_t>(result.relatedLocations.size() + 1);
      result.relatedLocations.push_back(std::move(related));
    }
    return result.relatedLocations.size();
  }

  sarif::Location located(const Evidence &evidence) {
    sarif::Location place = sources_.location(evidence.place);
    place.logical = logicalOf(evidence.subject);
    place.message.text = plain(sentence(evidence.message));
    return place;
  }

  sarif::CodeFlow codeFlow(const Flow &flow) {
    sarif::ThreadFlow thread;
    for (const Evidence &step : flow.steps)
      thread.locations.push_back({located(step), "essential", {}, 0});
    return {{std::move(thread)}, {plain(sentence(flow.message))}};
  }

  sarif::Fix fix(const Fix &change) {
    sarif::Fix result;
    result.description.text = plain(capitalized(change.message));
    for (const Edit &edit : change.edits) {
      const sarif::Location place = sources_.edited(edit.place);
      if (result.changes.empty() || result.changes.back().artifact.uri != place.artifact.uri)
        result.changes.push_back({place.artifact, {}});
      result.changes.back().replacements.push_back({*place.region, edit.text});
    }
    return result;
  }

  static std::string message(const Finding &finding, std::size_t related) {
    std::string text = plain(sentence(finding.message));
    std::string_view separator = " See ";
    const std::size_t linked = std::min(related, kLinkedInMessage);
    for (std::size_t i = 0; i < linked; ++i) {
      text += std::string(separator) + "[" + sarif::linkText(printable(finding.evidence[i].message)) + "](" +
              std::to_string(i + 1) + ")";
      separator = "; ";
    }
    if (linked < finding.evidence.size())
      text += " and " + std::to_string(finding.evidence.size() - linked) + " more";
    if (linked > 0)
      text += ".";
    if (!finding.advice.hint.empty())
      text += " Hint: " + plain(sentence(finding.advice.hint));
    return text;
  }

  sarif::Properties properties(const Finding &finding) const {
    sarif::Properties result = {{"class", finding.className}, {"score", finding.score}};
    const Advice &advice = finding.advice;
    for (const auto &[name, text] :
         {std::pair("hint", &advice.hint), std::pair("refactoring", &advice.refactoring),
          std::pair("signature", &advice.signature), std::pair("obstacle", &advice.obstacle)})
      if (!text->empty())
        result.push_back({name, *text});
    if (!advice.parameters.empty())
      result.push_back({"parameters", std::vector<std::string>(advice.parameters.begin(), advice.parameters.end())});
    if (const auto entry = classes_.find(finding.className); entry != classes_.end()) {
      sarif::Properties questions;
      for (const ClassEntry::Answer &answer : entry->second->answers)
        questions.push_back({answer.question, sarif::Properties{{"answer", answer.text}, {"value", answer.value}}});
      if (!questions.empty())
        result.push_back({"questions", std::move(questions)});
    }
    sarif::Properties metrics;
    for (const Metric &metric : finding.metrics)
      metrics.push_back({metric.name, metric.value});
    if (!metrics.empty())
      result.push_back({"metrics", std::move(metrics)});
    return result;
  }

  sarif::Suppression suppression(const Suppression &comment) {
    Span line;
    line.path = comment.path;
    line.line = comment.line;
    return {"inSource", comment.reason, sources_.location(line), {}};
  }

  SarifProfile profile_;
  SarifSources sources_;
  std::map<std::string, std::size_t, std::less<>> ruleIndex_;
  std::map<std::string_view, const ClassEntry *> classes_;
};

/// What the log has to say of the run that the report has no notification for.
std::vector<Notification> remarks(const Report &report, std::size_t taken) {
  std::vector<Notification> result;
  if (!report.withheld.empty()) {
    std::string names;
    for (const std::string_view id : report.withheld)
      names += (names.empty() ? "'" : ", '") + std::string(id) + "'";
    result.push_back({Level::Note,
                      "checks-withheld",
                      "withheld, because they need more of the program than was analyzed: " + names,
                      {}});
  }
  const auto shown = static_cast<std::size_t>(
      std::ranges::count_if(report.findings, [](const TriagedFinding &triaged) { return !triaged.suppression; }));
  if (taken < shown)
    result.push_back({Level::Warning,
                      "results-dropped",
                      "the " + std::to_string(shown - taken) +
                          " results of the lowest rank were left out, because code scanning takes " +
                          std::to_string(kMostResults) + " of a run",
                      {}});
  return result;
}

/// Where URIs start, and what is known of the repository.
void addRoots(const Report &report, SarifProfile profile, sarif::Run &run) {
  sarif::UriBase root{"SRCROOT", {"The root of the analyzed project."}, {}, {}};
  if (!report.versionControl) {
    run.uriBases = {std::move(root)};
    return;
  }
  const VersionControl &version = *report.versionControl;
  std::string repository = "SRCROOT";
  if (profile == SarifProfile::Github) {
    root.description.text = "The root of the repository.";
  } else if (!version.folder.empty()) {
    repository = "REPOROOT";
    root.uri = sarif::uriOf(version.folder) + "/";
    root.uriBaseId = repository;
    run.uriBases.push_back({repository, {"The root of the repository."}, {}, {}});
  }
  run.uriBases.push_back(std::move(root));
  if (!version.repository.empty())
    run.versionControlProvenance = {
        {version.repository, version.revision, version.branch, sarif::ArtifactLocation{{}, repository, {}}}};
}

} // namespace

void writeSarif(const Report &report, const Presentation &presentation, llvm::raw_ostream &out) {
  const SarifProfile profile = presentation.sarifProfile;
  const std::vector<const TriagedFinding *> findings = chosen(report.findings, profile);
  SarifReport conversion(report, profile);
  sarif::Run run;
  run.taxonomies = {catalogueOfRefactorings()};
  std::vector<Notification> notifications = report.notifications;
  std::ranges::move(remarks(report, findings.size()), std::back_inserter(notifications));
  run.driver = driverOf(report, notifications);

  sarif::Invocation invocation;
  for (const Notification &notification : notifications) {
    const auto kind =
        std::ranges::find(run.driver.notifications, notification.id.str(), &sarif::ReportingDescriptor::id);
    auto &list =
        isConfiguration(notification.id) ? invocation.configurationNotifications : invocation.executionNotifications;
    list.push_back(
        conversion.notification(notification, static_cast<std::size_t>(kind - run.driver.notifications.begin())));
    invocation.executionSuccessful = invocation.executionSuccessful && notification.level != Level::Error;
  }
  invocation.exitCode = report.exitCode;
  invocation.exitCodeDescription = meaningOfExitCode(report.exitCode);
  run.invocations = {std::move(invocation)};
  addRoots(report, profile, run);
  run.automationId = "clang-tell/";
  run.columnKind = "utf16CodeUnits";
  run.properties = {{"coverage", report.coverage}};

  sarif::Writer writer(out, run);
  for (const TriagedFinding *finding : findings)
    writer.add(conversion.result(*finding));
  writer.finish(conversion.sources().artifacts());
  out << '\n';
}

} // namespace tell
