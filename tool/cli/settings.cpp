#include "cli/settings.hpp"

#include "checks/check.hpp"
#include "cli/baselines.hpp"
#include "cli/units.hpp"
#include "findings/check_selection.hpp"
#include "support/path.hpp"
#include "support/sort_unique.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <set>

namespace tell {
namespace {

/// "tell-x.Option" for every option of every check; the texts live as long as the program.
const std::vector<std::string> &optionNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Check *check : allChecks())
      for (const Option &option : check->info.options)
        all.push_back(fmt::format("{}.{}", check->info.id, option.name));
    return all;
  }();
  return names;
}

std::optional<Level> levelNamed(std::string_view word) {
  if (word == "note")
    return Level::Note;
  if (word == "warning")
    return Level::Warning;
  return word == "error" ? std::optional(Level::Error) : std::nullopt;
}

/// The globs of the files, then those of the command line: one list, of which the last that matches decides.
std::string joinedGlobs(const Configuration &configuration, const std::string &more) {
  std::string globs;
  for (const Setting<std::string> &list : configuration.checks)
    globs += (globs.empty() ? "" : ",") + list.value;
  if (!more.empty())
    globs += (globs.empty() ? "" : ",") + more;
  return globs;
}

Level defaultLevelOf(std::string_view id) {
  const auto checks = allChecks();
  const auto check = std::ranges::find(checks, id, [](const Check *each) { return each->info.id; });
  return check == checks.end() ? Level::Warning : (*check)->info.level;
}

/// What has the check's own level becomes what the configuration makes of it; what is less sure stays the note it is,
/// unless nothing of the check shall be heard.
void setLevels(std::vector<Finding> &findings, const Configuration &configuration) {
  for (Finding &finding : findings)
    if (const auto set = configuration.checkLevels.find(finding.check); set != configuration.checkLevels.end())
      if (const auto level = levelNamed(set->second.value); level && finding.level == defaultLevelOf(finding.check))
        finding.level = *level;
}

void merge(CheckRun &into, CheckRun run) {
  if (into.findings.empty())
    into.findings = std::move(run.findings);
  else
    std::ranges::move(run.findings, std::back_inserter(into.findings));
  std::ranges::move(run.ran, std::back_inserter(into.ran));
  std::ranges::move(run.withheld, std::back_inserter(into.withheld));
  std::ranges::sort(into.ran, {}, &CheckInfo::id);
  const auto again = std::ranges::unique(into.ran, {}, &CheckInfo::id);
  into.ran.erase(again.begin(), again.end());
  sortUnique(into.withheld);
}

} // namespace

ConfigurationVocabulary configurationVocabulary() { return {checkIds(), {optionNames().begin(), optionNames().end()}}; }

Result<Configurations> configurationsFor(const Options &options, const std::string &root,
                                         const std::string &workingDirectory) {
  if (options.noConfig)
    return Configurations::none(root);
  if (options.config.empty())
    return Configurations(root, configurationVocabulary());
  return Configurations::fromFile(root, normalPath(options.config, workingDirectory), configurationVocabulary());
}

Result<Settings> Settings::load(const Options &options, const ProjectScope &scope, const std::string &workingDirectory,
                                std::span<const std::string> folders) {
  auto configurations = configurationsFor(options, scope.root(), workingDirectory);
  if (!configurations)
    return configurations.error();
  Settings settings(scope, options.checks, std::move(*configurations));
  const auto atRoot = settings.configurations_.of(scope.root());
  if (!atRoot)
    return atRoot.error();
  if (const auto setups = settings.setups(**atRoot); !setups)
    return setups.error();
  for (const std::string &folder : folders)
    if (const auto configuration = settings.configurations_.of(folder); !configuration)
      return configuration.error();
  settings.jobs_ = threadsFor(options);
  if ((*atRoot)->failOn)
    settings.failOn_ = levelNamed((*atRoot)->failOn->value);
  settings.failOn_ = options.failOn.value_or(settings.failOn_);
  if ((*atRoot)->maxFindings)
    settings.maxFindings_ = (*atRoot)->maxFindings->value;
  for (const Setting<std::string> &glob : (*atRoot)->aiAuthors)
    settings.aiAuthors_.push_back(glob.value);
  settings.maxFindings_ = options.maxFindings.value_or(settings.maxFindings_);
  if (options.command != Command::Baseline && !options.baseline.empty()) {
    auto baseline = readBaseline(normalPath(options.baseline, workingDirectory));
    if (!baseline)
      return baseline.error();
    settings.baseline_ = std::move(*baseline);
  }
  return settings;
}

Result<const Configuration *> Settings::at(const std::string &path) {
  return configurations_.of(std::string(parentFolder(normalPath(path, scope_->root()))));
}

Result<std::vector<RoleDeclaration>> Settings::declarations(std::span<const std::string> files) {
  std::set<std::string> folders;
  for (const std::string &file : files)
    if (isAtOrBelow(file, scope_->root()))
      folders.emplace(parentFolder(file));
  std::vector<RoleDeclaration> result;
  for (const std::string &folder : folders) {
    const auto configuration = configurations_.of(folder);
    if (!configuration)
      return configuration.error();
    const std::string below(pathBelow(folder, scope_->root()));
    const auto add = [&](const std::vector<Setting<std::string>> &patterns, DeclaredRole role) {
      for (const Setting<std::string> &pattern : patterns)
        result.push_back(
            {Glob(pattern.value), below, role,
             fmt::format("'{}' in {}:{}", pattern.value, scope_->relative(pattern.origin.file), pattern.origin.line)});
    };
    add((*configuration)->records, DeclaredRole::Record);
    add((*configuration)->dataOriented, DeclaredRole::DataOriented);
  }
  return result;
}

Result<std::vector<CheckSetup>> Settings::setups(const Configuration &configuration) const {
  const std::vector<std::string_view> known = checkIds();
  const auto selected = selectChecks(joinedGlobs(configuration, checks_), known);
  if (!selected)
    return selected.error();
  std::vector<CheckSetup> result;
  for (const Check *check : allChecks()) {
    const std::string id(check->info.id);
    const auto level = configuration.checkLevels.find(id);
    const bool silenced = level != configuration.checkLevels.end() && level->second.value == "none";
    if (silenced || std::ranges::find(*selected, check->info.id) == selected->end())
      continue;
    CheckOptions values(check->info.options);
    for (const Option &option : check->info.options)
      if (const auto set = configuration.checkOptions.find(fmt::format("{}.{}", id, option.name));
          set != configuration.checkOptions.end())
        values.set(option.name, set->second.value);
    result.push_back({check, std::move(values)});
  }
  return result;
}

Result<std::string> Settings::inputs(std::span<const std::string> files) {
  std::set<std::string> folders{scope_->root()};
  for (const std::string &file : files)
    if (isAtOrBelow(file, scope_->root()))
      folders.emplace(parentFolder(file));
  std::map<const Configuration *, std::size_t> known;
  std::string text;
  // With its length before it no text of a configuration can be taken for several, whatever stands in it.
  const auto add = [&text](std::string_view what, std::string_view value, const auto &more) {
    text += fmt::format("{} {} {} {}\n", what, value.size(), value, more);
  };
  for (const std::string &folder : folders) {
    const auto configuration = configurations_.of(folder);
    if (!configuration)
      return configuration.error();
    const auto [number, isNew] = known.try_emplace(*configuration, known.size());
    add("folder", folder, number->second);
    if (!isNew)
      continue;
    const auto checks = setups(**configuration);
    if (!checks)
      return checks.error();
    for (const CheckSetup &setup : *checks) {
      add("check", setup.check->info.id, setup.check->info.options.size());
      for (const Option &option : setup.check->info.options)
        add("option", option.name, std::bit_cast<std::uint64_t>(setup.options[option.name]));
    }
    for (const auto &[check, level] : (*configuration)->checkLevels)
      add("level", check, level.value);
    for (const Setting<std::string> &pattern : (*configuration)->exclude) {
      add("exclude", pattern.value, "in");
      add("folder", parentFolder(pattern.origin.file), "");
    }
  }
  return text;
}

Result<CheckRun> Settings::run(const Program &program) {
  // Each configuration of the project runs the checks its way and keeps what is found where it holds.
  std::set<std::string> folders{scope_->root()};
  const auto note = [&](const Span &place) {
    if (place.known())
      folders.emplace(parentFolder(normalPath(place.path, scope_->root())));
  };
  for (const ClassInfo &info : program.classes())
    note(info.place);
  for (const FunctionInfo &function : program.functions())
    if (function.project)
      note(function.place);
  std::map<std::string, const Configuration *> byFolder;
  std::vector<const Configuration *> distinct;
  for (const std::string &folder : folders) {
    const auto configuration = configurations_.of(folder);
    if (!configuration)
      return configuration.error();
    byFolder.emplace(folder, *configuration);
    if (std::ranges::find(distinct, *configuration) == distinct.end())
      distinct.push_back(*configuration);
  }
  const auto holdsAt = [&](const Finding &finding, const Configuration *configuration) {
    const auto found = byFolder.find(std::string(parentFolder(normalPath(finding.place.path, scope_->root()))));
    return (found == byFolder.end() ? byFolder.at(scope_->root()) : found->second) == configuration;
  };
  CheckRun all;
  for (const Configuration *configuration : distinct) {
    const auto checks = setups(*configuration);
    if (!checks)
      return checks.error();
    CheckRun run = runChecks(program, *checks, jobs_);
    if (distinct.size() > 1)
      std::erase_if(run.findings, [&](const Finding &finding) { return !holdsAt(finding, configuration); });
    setLevels(run.findings, *configuration);
    merge(all, std::move(run));
  }
  // Neither what stands in an excluded file nor advice to change it is anybody's business.
  std::map<std::string, std::string> classFiles;
  for (const ClassInfo &info : program.classes())
    classFiles.emplace(info.name, info.place.path);
  std::map<std::string, bool, std::less<>> excluded; // many findings stand in few files
  const auto isExcluded = [&](const std::string &path) {
    const auto [known, isNew] = excluded.try_emplace(path, false);
    if (isNew)
      if (const auto asked = excludes(path))
        known->second = *asked;
    return known->second;
  };
  const auto leftOut = [&](const Finding &finding) {
    const auto home = classFiles.find(finding.className);
    return isExcluded(finding.place.path) || (home != classFiles.end() && isExcluded(home->second));
  };
  std::erase_if(all.findings, leftOut);
  return all;
}

std::vector<Finding> Settings::review(std::span<const JudgedComment> comments, Coverage coverage,
                                      const AnalyzedSources &sources) {
  std::map<const Configuration *, std::vector<JudgedComment>> byConfiguration;
  for (const JudgedComment &judged : comments) {
    const auto configuration = at(judged.comment.path);
    const auto excluded = excludes(judged.comment.path);
    if (configuration && excluded && !*excluded)
      byConfiguration[*configuration].push_back(judged);
  }
  std::vector<Finding> all;
  for (const auto &[configuration, theirs] : byConfiguration) {
    const auto checks = setups(*configuration);
    if (!checks)
      continue;
    CommentReview review;
    review.comments = theirs;
    std::vector<std::string_view> ran;
    for (const CheckSetup &setup : *checks)
      if (maySpeak(setup.check->info.needs, coverage))
        ran.push_back(setup.check->info.id);
    review.ran = ran;
    review.complete = coverage == Coverage::Whole;
    review.source = [&](const std::string &path) { return sources.text(path); };
    for (const CheckSetup &setup : *checks)
      if (setup.check->review != nullptr) {
        std::vector<Finding> findings = setup.check->review(review);
        setLevels(findings, *configuration);
        std::ranges::move(findings, std::back_inserter(all));
      }
  }
  return all;
}

Result<bool> Settings::excludes(const std::string &path) {
  const auto configuration = at(path);
  if (!configuration)
    return configuration.error();
  return Configurations::excludedBy(**configuration, normalPath(path, scope_->root())) != nullptr;
}

} // namespace tell
