#include "cli/pipeline.hpp"

#include "checks/check.hpp"
#include "checks/run.hpp"
#include "cli/analyzed_sources.hpp"
#include "cli/changed_units.hpp"
#include "cli/settings.hpp"
#include "cli/units.hpp"
#include "cli/version.hpp"
#include "model/baseline_strategies.hpp"
#include "model/census.hpp"
#include "model/exemptions.hpp"
#include "model/invariants.hpp"
#include "model/link.hpp"
#include "model/published_metrics.hpp"
#include "support/path.hpp"
#include "support/sort_unique.hpp"
#include "workspace/authorship.hpp"
#include "workspace/project_root.hpp"
#include "workspace/reach.hpp"
#include "workspace/version_control.hpp"
#include "workspace/workspace.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

namespace tell {
namespace {

/// Measures one stage after the other.
class Stopwatch {
public:
  [[nodiscard]] std::chrono::milliseconds lap() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - std::exchange(last_, now));
  }

private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// Where the project is and what compiles it. With `--facts` the facts stand in for a compile database.
Result<Workspace> open(const Options &options, const Host &host) {
  WorkspaceRequest request{options.paths, options.buildDirectory, host.workingDirectory, options.mayBeEmpty};
  if (options.facts.empty()) {
    auto workspace = openWorkspace(request);
    if (workspace && options.fixedFlags)
      workspace->commands = withFixedFlags(workspace->commands, *options.fixedFlags, host.workingDirectory);
    return workspace;
  }
  Workspace workspace;
  // Facts say nothing of the units that are not among them; a compile database, where there is one, does.
  if (const auto known = openWorkspace(request); known && !known->database.empty())
    workspace.commands = known->commands;
  workspace.root = findProjectRoot(normalPath(host.workingDirectory, "/")).folder;
  for (const std::string &path : options.paths) {
    workspace.reportOnly.push_back(normalPath(path, host.workingDirectory));
    std::error_code error;
    if (!std::filesystem::exists(workspace.reportOnly.back(), error))
      return Error(fmt::format("{}: no such file or folder", path));
  }
  return workspace;
}

std::vector<StrategyEntry> entriesOf(const std::vector<StrategyVerdict> &verdicts) {
  std::vector<StrategyEntry> entries;
  for (const StrategyVerdict &verdict : verdicts)
    entries.push_back({std::string(verdict.strategy), verdict.holds});
  return entries;
}

InvariantEntry entryOf(const Program &program, const Invariant &invariant) {
  InvariantEntry entry;
  entry.kind = name(invariant.kind);
  for (const FieldId field : invariant.fields)
    entry.fields.push_back(program.fields()[field].name);
  entry.from = invariant.from;
  entry.to = invariant.to;
  const auto places = [&](const std::vector<InvariantPlace> &from, std::vector<InvariantEntry::Place> &to) {
    for (const InvariantPlace &place : from) {
      const FunctionInfo &function = program.functions()[place.function];
      to.push_back({place.place, {SubjectKind::Function, function.name, function.signature}, place.text});
    }
  };
  places(invariant.inside, entry.inside);
  places(invariant.outside, entry.outside);
  entry.text = describeInvariant(program, invariant);
  return entry;
}

std::vector<ClassEntry> censusOf(const Program &program, const std::vector<std::string> &paths, bool strategies) {
  std::vector<ClassEntry> entries;
  for (CensusRow &row : census(program)) {
    if (!onPaths(row.place.path, paths))
      continue;
    ClassEntry entry{std::move(row.name),
                     std::move(row.place),
                     std::move(row.role),
                     std::move(row.reason),
                     row.score,
                     {},
                     {},
                     {},
                     {}};
    for (Question &question : row.questions)
      entry.answers.push_back({std::move(question.id), std::move(question.answer), question.value});
    for (auto &[name, value] : row.metrics)
      entry.metrics.push_back({std::move(name), value});
    for (const Invariant &invariant : program.invariants(row.id))
      entry.invariants.push_back(entryOf(program, invariant));
    if (strategies)
      entry.strategies = entriesOf(classVerdicts(classMetrics(program, row.id)));
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// The project's functions that use attributes of classes they have nothing to do with.
std::vector<FunctionEntry> foreignDataUsers(const Program &program, const std::vector<std::string> &paths,
                                            bool strategies) {
  std::vector<FunctionEntry> entries;
  for (FunctionId id = 0; id < program.functions().size(); ++id) {
    const FunctionInfo &function = program.functions()[id];
    if (!function.project || !onPaths(function.place.path, paths))
      continue;
    const FunctionMetrics metrics = functionMetrics(program, id);
    if (metrics.atfd == 0)
      continue;
    FunctionEntry entry;
    entry.place = function.place;
    entry.subject = {SubjectKind::Function, function.name, function.signature};
    entry.metrics = {
        {"atfd", static_cast<double>(metrics.atfd)}, {"fdp", static_cast<double>(metrics.fdp)}, {"laa", metrics.laa}};
    for (const DataProvider &provider : metrics.providers)
      entry.providers.push_back({program.classes()[provider.provider].name, provider.attributes});
    if (strategies)
      entry.strategies = entriesOf(functionVerdicts(metrics));
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, [](const FunctionEntry &entry) {
    return std::tie(entry.place, entry.subject.name, entry.subject.signature);
  });
  return entries;
}

/// What was let pass on the paths, apart from what some finding is about all the same.
std::vector<ExemptionEntry> exemptionsOn(const Program &program, const std::vector<std::string> &paths,
                                         const std::vector<TriagedFinding> &findings) {
  std::set<std::pair<Subject, std::string>> reported;
  for (const TriagedFinding &triaged : findings)
    reported.emplace(triaged.finding.subject, triaged.finding.className);
  std::vector<ExemptionEntry> entries;
  for (Exempted &entry : exemptions(program)) {
    if (!onPaths(entry.place.path, paths))
      continue;
    const std::string &about = program.classes()[entry.about].name;
    Subject subject{SubjectKind::Class, about, {}};
    if (entry.function != kNone) {
      const FunctionInfo &function = program.functions()[entry.function];
      subject = {SubjectKind::Function, function.name, function.signature};
    }
    if (!reported.contains({subject, about}))
      entries.push_back({std::move(entry.place), std::move(subject), about, std::string(name(entry.exemption)),
                         std::move(entry.reason)});
  }
  return entries;
}

/// The paths to report on as findings spell them.
std::vector<std::string> relativePaths(const Workspace &workspace, const ProjectScope &scope) {
  std::vector<std::string> paths;
  for (const std::string &path : workspace.reportOnly)
    paths.push_back(path == workspace.root ? "." : scope.relative(path));
  return paths;
}

/// Every file that some unit read.
std::vector<std::string> filesOf(const std::vector<facts::TuFacts> &units) {
  std::set<std::string_view> paths;
  for (const facts::TuFacts &unit : units)
    for (const facts::File &file : unit.files)
      paths.insert(unit.string(file.path));
  return {paths.begin(), paths.end()};
}

/// How much of the program the units are. Facts from elsewhere are a part of it where the compile database names units
/// that none of them is of; facts of another machine, where it names none of them, are taken for all.
Coverage coverageOf(const Units &units, const Workspace &workspace) {
  std::set<std::string_view> seen;
  for (const facts::TuFacts &unit : units.facts)
    seen.insert(unit.mainFile);
  const auto isSeen = [&](const CompileCommand &command) { return seen.contains(command.file); };
  const bool related = std::ranges::any_of(workspace.commands, isSeen);
  if (units.given && related && !std::ranges::all_of(workspace.commands, isSeen))
    return Coverage::Part;
  return units.incomplete == 0 ? Coverage::Whole : Coverage::Incomplete;
}

/// The most serious first.
void sortNotifications(std::vector<Notification> &notifications) {
  std::ranges::sort(notifications, [](const Notification &a, const Notification &b) {
    return std::tie(b.level, a.place, a.id, a.message) < std::tie(a.level, b.place, b.id, b.message);
  });
  const auto repeated = std::ranges::unique(notifications);
  notifications.erase(repeated.begin(), repeated.end());
}

int exitCodeOf(const Report &report, const Options &options, const Settings &settings) {
  if (settings.failOn() && !options.exitZero &&
      countAtLeast(report.findings, *settings.failOn()) > settings.maxFindings())
    return 1;
  return report.counts.incompleteUnits != 0 && !options.allowIncomplete ? 3 : 0;
}

/// Leaves out what stands in files that the configuration excludes.
Status dropExcluded(std::vector<ClassEntry> &census, Settings &settings) {
  std::vector<ClassEntry> kept;
  for (ClassEntry &entry : census) {
    const auto excluded = settings.excludes(entry.place.path);
    if (!excluded)
      return excluded.error();
    if (!*excluded)
      kept.push_back(std::move(entry));
  }
  census = std::move(kept);
  return {};
}

/// The checks' findings on the paths, those about the comments in the code among them.
Triaged triaged(const Program &program, std::vector<Finding> findings, const std::vector<facts::TuFacts> &units,
                const std::vector<std::string> &paths, const ProjectScope &scope, Settings &settings) {
  const std::vector<JudgedComment> comments = commentsOf(units, scope);
  TriageRequest request{paths, {}, {}, {}};
  std::vector<JudgedComment> roles;
  for (const JudgedComment &each : comments) {
    const bool role = each.comment.kind == SuppressionKind::Record || each.comment.kind == SuppressionKind::Unknown;
    if (role)
      roles.push_back(each);
    else
      request.suppressions.push_back(each.comment);
  }
  for (const ClassInfo &info : program.classes())
    request.classPlaces.emplace(info.name, info.place);
  const AnalyzedSources sources(units, scope);
  request.review = [&](std::vector<JudgedComment> judged) {
    std::ranges::move(roles, std::back_inserter(judged));
    return settings.review(judged, program.coverage(), sources);
  };
  return triage(std::move(findings), request);
}

/// What a finding is to those who know of it, from a baseline or from before a change.
void settle(TriagedFinding &finding, const std::optional<Baseline> &known) {
  if (!known)
    return;
  const auto rank = [](BaselineState state) {
    return state == BaselineState::Unchanged ? 2 : state == BaselineState::Updated ? 1 : 0;
  };
  if (const BaselineState state = known->stateOf(finding); !finding.baseline || rank(state) > rank(*finding.baseline))
    finding.baseline = state;
}

/// Says what was not judged, and why.
void tellWithheld(const CheckRun &run, const Program &program, const ChangedUnits *changed, const Host &host) {
  if (run.withheld.empty())
    return;
  if (changed != nullptr && changed->unknown != 0) {
    if (host.withheld)
      host.withheld(fmt::format("{} unit{} not indexed, so these checks are withheld: {}; run 'clang-tell index'",
                                changed->unknown, changed->unknown == 1 ? "" : "s", fmt::join(run.withheld, ", ")));
    return;
  }
  if (!host.notice)
    return;
  if (changed != nullptr && changed->assumed != 0)
    host.notice(
        fmt::format("{} unit{} that read{} what changed {} not extracted again, so these checks are withheld: {}",
                    changed->assumed, changed->assumed == 1 ? "" : "s", changed->assumed == 1 ? "s" : "",
                    changed->assumed == 1 ? "was" : "were", fmt::join(run.withheld, ", ")));
  else
    host.notice(withheldNotice(run, program.coverage()));
}

/// Leaves only the findings that stand in lines which a tool wrote, or rest on one: its own place may be a class that
/// was there before.
Status keepThoseByAi(std::vector<TriagedFinding> &findings, const ProjectScope &scope, const Settings &settings,
                     const AnalyzedSources &sources) {
  auto authorship = Authorship::open(scope.root(), settings.aiAuthors());
  if (!authorship)
    return authorship.error().in("--authored-by");
  std::map<std::string, std::vector<LineRange>> byFile;
  Status failed;
  const auto isByAi = [&](const Span &place) {
    const auto [lines, unknown] = byFile.try_emplace(place.path);
    if (const auto text = unknown ? sources.text(place.path) : std::nullopt) {
      auto found = authorship->linesByAi(normalPath(place.path, scope.root()), *text);
      if (found)
        lines->second = std::move(*found);
      else if (failed.ok())
        failed = found.error().in("--authored-by");
    }
    return std::ranges::any_of(lines->second, [&](const LineRange &range) {
      return range.first <= std::max(place.line, place.endLine) && place.line <= range.last;
    });
  };
  std::erase_if(findings, [&](const TriagedFinding &triaged) {
    return !isByAi(triaged.finding.place) && std::ranges::none_of(triaged.finding.evidence, isByAi, &Evidence::place);
  });
  return failed;
}

std::string outdated(std::size_t gone, const std::string &baseline) {
  return fmt::format("{} finding{} that '{}' knows {} gone; 'clang-tell baseline --prune' drops {}", gone,
                     gone == 1 ? "" : "s", baseline, gone == 1 ? "is" : "are", gone == 1 ? "it" : "them");
}

/// All that follows from the linked program. `changed` is null where no change was asked for; `known` are then the
/// findings from before.
Result<Report> reportOn(const Program &program, const Units &units, Settings &settings,
                        const std::vector<std::string> &paths, const ProjectScope &scope, const Options &options,
                        const Host &host, const ChangedUnits *changed, std::optional<Baseline> known) {
  Report report;
  report.root = scope.root();
  report.toolVersion = kVersion;
  report.homepage = kHomepage;
  // Opening the repository is what most runs have no use for.
  const bool told = std::ranges::any_of(options.outputs, [](const Output &o) { return o.format->tellsRevision; });
  if (auto revision = told ? revisionOf(scope.root()) : std::nullopt)
    report.versionControl = VersionControl{std::move(revision->repository), std::move(revision->commit),
                                           std::move(revision->branch), std::move(revision->folder)};
  report.notifications = units.notifications;
  if (options.command != Command::Census) {
    auto checked = settings.run(program);
    if (!checked)
      return checked.error();
    CheckRun run = std::move(*checked);
    tellWithheld(run, program, changed, host);
    report.checks = std::move(run.ran);
    report.withheld = std::move(run.withheld);
    if (changed != nullptr && changed->same(units.facts))
      known = Baseline::of(triaged(program, run.findings, units.facts, {}, scope, settings).findings);
    Triaged found = triaged(program, std::move(run.findings), units.facts, paths, scope, settings);
    report.findings = std::move(found.findings);
    for (TriagedFinding &finding : report.findings) {
      settle(finding, settings.baseline());
      settle(finding, known);
    }
    if (const auto &baseline = settings.baseline(); baseline && !changed && paths.empty() && program.complete())
      if (const std::size_t gone = baseline->gone(report.findings, report.checks); gone != 0)
        report.notifications.push_back({Level::Note, "baseline-outdated", outdated(gone, options.baseline), {}});
    if (options.authoredByAi)
      if (const Status status = keepThoseByAi(report.findings, scope, settings, AnalyzedSources(units.facts, scope));
          !status)
        return status.error();
    if (options.explainExemptions)
      report.exemptions = exemptionsOn(program, paths, report.findings);
  }
  report.census = censusOf(program, paths, options.baselineStrategies);
  if (options.command == Command::Census)
    report.functions = foreignDataUsers(program, paths, options.baselineStrategies);
  report.coverage = name(program.coverage());
  report.counts = {units.total, units.incomplete, program.classes().size(), 0};
  report.counts.functions = static_cast<std::size_t>(
      std::ranges::count_if(program.functions(), [](const FunctionInfo &f) { return f.project; }));
  if (const Status status = dropExcluded(report.census, settings); !status)
    return status.error();
  report.exitCode = exitCodeOf(report, options, settings);
  return report;
}

/// The program that the units make.
Result<Linked> linkUnits(const std::vector<facts::TuFacts> &units, std::span<const std::vector<std::uint32_t>> sharers,
                         Coverage coverage, const Workspace &workspace, Settings &settings, const ProjectScope &scope,
                         unsigned jobs) {
  const std::vector<std::string> files = filesOf(units);
  const Reach reach = reachOf(scope, files, workspace.otherSources);
  const auto roles = settings.declarations(files);
  if (!roles)
    return roles.error();
  return link({units, &scope, coverage, &reach.names, reach.publicFolders, *roles, sharers, jobs});
}

/// What is found in the program that the units make, of which so much counts as seen.
Result<Baseline> findingsOf(const std::vector<facts::TuFacts> &units, Coverage coverage, const Workspace &workspace,
                            Settings &settings, const ProjectScope &scope, unsigned jobs) {
  const auto linked = linkUnits(units, {}, coverage, workspace, settings, scope, jobs);
  if (!linked)
    return linked.error();
  auto run = settings.run(linked->program);
  if (!run)
    return run.error();
  return Baseline::of(triaged(linked->program, std::move(run->findings), units, {}, scope, settings).findings);
}

/// What is found in the program before the change, with as much of it seen as after. `units` are those after, and are
/// so again when it returns: two programs at once would need twice the memory.
Result<Baseline> knownBefore(ChangedUnits &changed, std::vector<facts::TuFacts> &units, Coverage coverage,
                             const Workspace &workspace, Settings &settings, const ProjectScope &scope, unsigned jobs) {
  const auto exchange = [&](std::vector<facts::TuFacts> &others) {
    const auto tail = units.begin() + static_cast<std::ptrdiff_t>(changed.shared);
    std::vector<facts::TuFacts> taken(std::make_move_iterator(tail), std::make_move_iterator(units.end()));
    units.erase(tail, units.end());
    std::ranges::move(others, std::back_inserter(units));
    others = std::move(taken);
  };
  exchange(changed.before);
  auto known = findingsOf(units, coverage, workspace, settings, scope, jobs);
  exchange(changed.before);
  return known;
}

/// The files of a change that are there after it.
std::vector<std::string> presentFiles(const Changes &changes) {
  std::vector<std::string> files;
  for (const ChangedFile &file : changes.files)
    if (!file.deleted)
      files.push_back(file.path);
  return files;
}

} // namespace

Result<Analysis> analyse(const Options &options, const Host &host) {
  const auto interrupted = [&] { return host.cancelled && host.cancelled(); };
  Analysis analysis;
  Stopwatch watch;
  auto workspace = open(options, host);
  if (!workspace)
    return workspace.error();
  const auto changes = changesAskedFor(options, host, workspace->root);
  if (!changes)
    return changes.error();
  if (*changes && !options.fixedFlags)
    addNewSources(*workspace, presentFiles(**changes));
  // Flags given by hand take the place of a compile database: what the workspace says of its own then misleads.
  if (host.notice && !options.fixedFlags)
    for (const std::string &notice : workspace->notices)
      host.notice(notice);
  const ProjectScope scope(workspace->root);
  std::vector<std::string> folders;
  for (const CompileCommand &command : workspace->commands)
    folders.emplace_back(parentFolder(command.file));
  sortUnique(folders);
  auto settings = Settings::load(options, scope, host.workingDirectory, folders);
  if (!settings)
    return settings.error();
  analysis.times.workspace = watch.lap();

  std::vector<facts::TuFacts> base;
  if (!options.baseFacts.empty()) {
    auto kept = readBaseFacts(options, host);
    if (!kept)
      return kept.error();
    base = std::move(*kept);
  }
  std::optional<ChangedUnits> changed;
  if (*changes)
    changed = extractChange(**changes, *workspace, scope, base, options, host);
  auto units = changed                 ? Result<Units>(std::move(changed->after))
               : options.facts.empty() ? Result<Units>(extractUnits(workspace->commands, scope, options, host))
                                       : readUnits(options, host, scope);
  if (!units)
    return units.error();
  if (interrupted())
    return Error("interrupted");
  analysis.times.extract = watch.lap();
  analysis.reused = units->reused;

  const Coverage coverage = changed ? changed->coverage(units->incomplete) : coverageOf(*units, *workspace);
  std::optional<Baseline> known;
  if (changed && !changed->same(units->facts)) {
    auto before = knownBefore(*changed, units->facts, coverage, *workspace, *settings, scope, threadsFor(options));
    if (!before)
      return before.error();
    known = std::move(*before);
  } else if (!changed && !base.empty()) {
    auto before = findingsOf(base, coverage, *workspace, *settings, scope, threadsFor(options));
    if (!before)
      return before.error();
    known = std::move(*before);
  }
  base.clear();
  auto linked = linkUnits(units->facts, units->sharers, coverage, *workspace, *settings, scope, threadsFor(options));
  if (!linked)
    return linked.error();
  analysis.program = std::move(linked->program);
  analysis.times.link = watch.lap();

  analysis.sources = AnalyzedSources(units->facts, scope);
  auto report = reportOn(analysis.program, *units, *settings, relativePaths(*workspace, scope), scope, options, host,
                         changed ? &*changed : nullptr, std::move(known));
  if (!report)
    return report.error();
  analysis.report = std::move(*report);
  for (const LinkConflict &conflict : linked->conflicts)
    analysis.report.notifications.push_back({Level::Note, "link-conflict", conflict.message, conflict.place});
  sortNotifications(analysis.report.notifications);
  analysis.times.checks = watch.lap();
  if (interrupted())
    return Error("interrupted");
  return analysis;
}

} // namespace tell
