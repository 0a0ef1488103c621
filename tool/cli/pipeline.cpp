#include "cli/pipeline.hpp"

#include "checks/check.hpp"
#include "checks/run.hpp"
#include "cli/analyzed_sources.hpp"
#include "cli/changed_units.hpp"
#include "cli/judgement.hpp"
#include "cli/settings.hpp"
#include "cli/unit_cache.hpp"
#include "cli/units.hpp"
#include "cli/version.hpp"
#include "model/link.hpp"
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

/// What reports need of the units themselves once these are linked.
struct UnitRest {
  std::vector<JudgedComment> comments; ///< see `commentsOf`
  AnalyzedSources sources;

  UnitRest(const std::vector<facts::TuFacts> &units, const ProjectScope &scope)
      : comments(commentsOf(units, scope)), sources(units, scope) {}
};

/// The checks' findings on the paths, those about the comments in the code among them.
Triaged triaged(std::vector<Finding> findings, const std::map<std::string, Span> &classPlaces, Coverage coverage,
                const UnitRest &rest, const std::vector<std::string> &paths, Settings &settings) {
  TriageRequest request{paths, {}, classPlaces, {}};
  std::vector<JudgedComment> roles;
  for (const JudgedComment &each : rest.comments) {
    const bool role = each.comment.kind == SuppressionKind::Record || each.comment.kind == SuppressionKind::Unknown;
    if (role)
      roles.push_back(each);
    else
      request.suppressions.push_back(each.comment);
  }
  request.review = [&](std::vector<JudgedComment> judged) {
    std::ranges::move(roles, std::back_inserter(judged));
    return settings.review(judged, coverage, rest.sources);
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
void tellWithheld(const CheckRun &run, Coverage coverage, const ChangedUnits *changed, const Host &host) {
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
    host.notice(withheldNotice(run, coverage));
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

/// What a run asks for, and of what.
struct Request {
  const Options &options;
  const Host &host;
  const ProjectScope &scope;
  const std::vector<std::string> &paths; ///< to report on, as in a Span; none: all
  const ChangedUnits *changed = nullptr; ///< null where no change was asked for
  bool unchanged = false;                ///< the change changed no unit
};

/// All that follows from the judgement, and from the program where more was asked for than that. `units` are without
/// facts by now; `known` are the findings from before.
Result<Report> reportOn(const Request &request, Judgement judgement, const Program &program, Coverage coverage,
                        const Units &units, const UnitRest &rest, Settings &settings, std::optional<Baseline> known) {
  const auto &[options, host, scope, paths, changed, unchanged] = request;
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
    CheckRun &run = judgement.run;
    tellWithheld(run, coverage, changed, host);
    report.checks = std::move(run.ran);
    report.withheld = std::move(run.withheld);
    if (unchanged)
      known = Baseline::of(triaged(run.findings, judgement.classPlaces, coverage, rest, {}, settings).findings);
    Triaged found = triaged(std::move(run.findings), judgement.classPlaces, coverage, rest, paths, settings);
    report.findings = std::move(found.findings);
    for (TriagedFinding &finding : report.findings) {
      settle(finding, settings.baseline());
      settle(finding, known);
    }
    if (const auto &baseline = settings.baseline();
        baseline && !changed && paths.empty() && coverage == Coverage::Whole)
      if (const std::size_t gone = baseline->gone(report.findings, report.checks); gone != 0)
        report.notifications.push_back({Level::Note, "baseline-outdated", outdated(gone, options.baseline), {}});
    if (options.authoredByAi)
      if (const Status status = keepThoseByAi(report.findings, scope, settings, rest.sources); !status)
        return status.error();
    if (options.explainExemptions)
      report.exemptions = exemptionsOn(program, paths, report.findings);
  }
  report.census = std::move(judgement.census);
  std::erase_if(report.census, [&](const ClassEntry &entry) { return !onPaths(entry.place.path, paths); });
  if (options.command == Command::Census)
    report.functions = foreignDataUsers(program, paths, options.baselineStrategies);
  report.coverage = name(coverage);
  report.counts = {units.total, units.incomplete, judgement.classes, judgement.functions};
  if (const Status status = dropExcluded(report.census, settings); !status)
    return status.error();
  report.exitCode = exitCodeOf(report, options, settings);
  std::ranges::move(judgement.conflicts, std::back_inserter(report.notifications));
  sortNotifications(report.notifications);
  return report;
}

/// What linking goes by besides the units.
struct Surrounding {
  std::vector<std::string> files; ///< that the units read; absolute
  Reach reach;
  std::vector<RoleDeclaration> roles;
};

Result<Surrounding> surroundingOf(const std::vector<facts::TuFacts> &units, const Workspace &workspace,
                                  Settings &settings, const ProjectScope &scope) {
  Surrounding surrounding;
  surrounding.files = filesOf(units);
  surrounding.reach = reachOf(scope, surrounding.files, workspace.otherSources);
  auto roles = settings.declarations(surrounding.files);
  if (!roles)
    return roles.error();
  surrounding.roles = std::move(*roles);
  return surrounding;
}

LinkInput inputOf(const std::vector<facts::TuFacts> &units, std::span<const std::vector<std::uint32_t>> sharers,
                  Coverage coverage, const Surrounding &surrounding, const ProjectScope &scope, unsigned jobs) {
  return {units,   &scope, coverage, &surrounding.reach.names, surrounding.reach.publicFolders, surrounding.roles,
          sharers, jobs};
}

/// What is found in the program that the units make, of which so much counts as seen.
Result<Baseline> findingsOf(const std::vector<facts::TuFacts> &units, Coverage coverage, const Workspace &workspace,
                            Settings &settings, const ProjectScope &scope, unsigned jobs) {
  const auto surrounding = surroundingOf(units, workspace, settings, scope);
  if (!surrounding)
    return surrounding.error();
  const Linked linked = link(inputOf(units, {}, coverage, *surrounding, scope, jobs));
  auto run = settings.run(linked.program);
  if (!run)
    return run.error();
  std::map<std::string, Span> classPlaces;
  for (const ClassInfo &info : linked.program.classes())
    classPlaces.emplace(info.name, info.place);
  return Baseline::of(
      triaged(std::move(run->findings), classPlaces, coverage, UnitRest(units, scope), {}, settings).findings);
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

/// Where the cache has, or is to have, the judgement of a run.
struct KeptJudgement {
  facts::Cache cache;
  std::string key;
  facts::PartId inputs = {};

  [[nodiscard]] std::optional<Judgement> find() const {
    const auto bytes = cache.findResult(key, inputs);
    return bytes ? decodeJudgement(*bytes) : std::nullopt;
  }
};

/// A cache that can't be written makes no run fail, and who was told so of units needs no second notice. What would
/// take the room of units is not kept: without these nobody asks for it.
void keep(const KeptJudgement &kept, const Judgement &judgement, const Options &options) {
  const std::string bytes = encode(judgement);
  if (kept.cache.stats().bytes + bytes.size() <= limitsOf(options).bytes)
    (void)kept.cache.storeResult(kept.key, kept.inputs, bytes);
}

/// Nothing where a run asks for more than a judgement holds, or units failed that may not fail the next time.
Result<std::optional<KeptJudgement>> keptJudgementOf(const Options &options, const Host &host, const Units &units,
                                                     const LinkInput &input, Settings &settings,
                                                     std::span<const std::string> files, bool ofChange) {
  const bool failed = std::ranges::any_of(
      units.notifications, [](const Notification &notification) { return notification.level == Level::Error; });
  auto cache = cacheFor(options, host);
  if (!cache || failed || units.given || options.command != Command::Check || options.explainExemptions ||
      !options.baseFacts.empty() || ofChange)
    return std::optional<KeptJudgement>();
  const auto words = settings.inputs(files);
  if (!words)
    return words.error();
  return std::optional(KeptJudgement{std::move(*cache), facts::Cache::keyOf("judgement\n" + input.scope->root()),
                                     inputsOfJudgement(input, *words)});
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
  const auto surrounding = surroundingOf(units->facts, *workspace, *settings, scope);
  if (!surrounding)
    return surrounding.error();
  const std::vector<std::string> paths = relativePaths(*workspace, scope);
  const LinkInput input = inputOf(units->facts, units->sharers, coverage, *surrounding, scope, threadsFor(options));
  const auto kept = keptJudgementOf(options, host, *units, input, *settings, surrounding->files, changed.has_value());
  if (!kept)
    return kept.error();
  // Who extracted something has not been here with these units, or can pay for it.
  std::optional<Judgement> judgement = *kept && units->reused == units->total ? (*kept)->find() : std::nullopt;
  analysis.recalled = judgement.has_value();
  std::optional<Linked> linked;
  if (!judgement)
    linked = link(input);
  // The program says all of it from here on, and checks need the room.
  UnitRest rest(units->facts, scope);
  const bool unchanged = changed && changed->same(units->facts);
  units->facts = {};
  if (linked) {
    analysis.times.link = watch.lap();
    auto judged = judge(*linked, *settings, options.command != Command::Census,
                        *kept ? std::vector<std::string>() : paths, options.baselineStrategies);
    if (!judged)
      return judged.error();
    judgement = std::move(*judged);
    analysis.program = std::move(linked->program);
    if (*kept && isSelfContained(*judgement))
      keep(**kept, *judgement, options);
  }

  const Request request{options, host, scope, paths, changed ? &*changed : nullptr, unchanged};
  auto report =
      reportOn(request, std::move(*judgement), analysis.program, coverage, *units, rest, *settings, std::move(known));
  if (!report)
    return report.error();
  analysis.report = std::move(*report);
  analysis.sources = std::move(rest.sources);
  analysis.times.checks = watch.lap();
  if (interrupted())
    return Error("interrupted");
  return analysis;
}

} // namespace tell
