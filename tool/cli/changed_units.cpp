#include "cli/changed_units.hpp"

#include "cli/includers.hpp"
#include "cli/input.hpp"
#include "cli/unit_cache.hpp"
#include "extract/worker_pool.hpp"
#include "facts/change_plan.hpp"
#include "facts/fresh_facts.hpp"
#include "support/file.hpp"
#include "support/path.hpp"
#include "support/sort_unique.hpp"
#include "workspace/compile_database.hpp"
#include "workspace/source_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <span>
#include <tuple>

namespace tell {
namespace {

constexpr std::uint64_t kLargestDiff = std::uint64_t{1} << 30U;
constexpr std::uint64_t kLargestSource = std::uint64_t{1} << 30U;

using Paths = std::set<std::string, std::less<>>;

/// One state of the files, and the units that may have to be extracted in it.
struct State {
  std::vector<CompileCommand> commands;
  FileOverlay overlay;
  Paths touched;                    ///< what the change makes different, as it is called before and after
  std::vector<std::string> sources; ///< main files to extract where nothing is known of them
  std::vector<std::string> headers; ///< for each one unit is extracted that reads it, if that is known of any

  void add(const std::string &changed) {
    if (isCxxSourceName(changed))
      sources.push_back(changed);
    else if (isCxxHeaderName(changed))
      headers.push_back(changed);
  }
};

/// What is known of the units in a state.
struct StateUnits {
  std::vector<std::optional<facts::TuFacts>> current; ///< by unit: from the cache, and as extracting it would give
  std::vector<facts::TuFacts> fresh;                  ///< extracted for this state
  std::vector<facts::TuFacts> assumed;                ///< what may still be believed of units that read what changed
  std::vector<std::size_t> assumedUnits;              ///< which units these are
  std::vector<UnitOutcome> failed;
  std::size_t unknown = 0;
};

bool readsAny(const facts::TuFacts &unit, const Paths &paths) {
  const auto among = [&](facts::StringId path) { return paths.contains(unit.string(path)); };
  return std::ranges::any_of(unit.files, [&](const facts::File &file) { return among(file.path); }) ||
         std::ranges::any_of(unit.missingIncludes, among);
}

bool reads(const facts::TuFacts &unit, std::string_view path) {
  return std::ranges::any_of(unit.files, [&](const facts::File &file) { return unit.string(file.path) == path; });
}

/// Looks at the units of one state of the files.
class StateReader {
public:
  StateReader(const State &state, const ProjectScope &scope, std::span<const facts::TuFacts> kept,
              const Options &options, const Host &host)
      : state_(state), kept_(kept), options_(options), host_(host), ownFiles_(scope) {
    extraction_.scope = &scope;
    extraction_.extraArguments = options.extraArguments;
    extraction_.overlay = &state.overlay;
    if (auto place = cacheFor(options, host))
      cache_.emplace(std::move(*place), state.commands, extraction_, poolFor(options, host));
    for (const auto &[path, contents] : state.overlay)
      files().assume(path, contents);
  }

  /// `others` are facts of further units that hold in this state.
  StateUnits read(std::span<const facts::TuFacts> others) {
    lookUp();
    const std::vector<std::string> named = toExtract(others);
    std::vector<facts::KnownUnit> units;
    for (std::size_t unit = 0; unit < state_.commands.size(); ++unit)
      units.push_back({state_.commands[unit].file, known_[unit] ? &*known_[unit] : nullptr});
    const facts::ChangePlan plan = facts::planChange(units, named, files());
    StateUnits result;
    std::vector<std::size_t> assumed = plan.assumed;
    std::vector<std::size_t> extracted;
    result.unknown = plan.unknown.size();
    for (const std::size_t unit : plan.extract)
      if (!known_[unit] || readsAny(*known_[unit], state_.touched))
        extracted.push_back(unit);
      else if (files().agree(*known_[unit], known_[unit]->files.front())) // another change made its headers others
        assumed.push_back(unit);
      else // so old that nothing is known
        ++result.unknown;
    extract(extracted, result);
    std::vector<facts::TuFacts> former;
    if (!assumed.empty())
      for (const std::size_t unit : extracted)
        if (known_[unit])
          former.push_back(std::move(*known_[unit]));
    believe(assumed, plan, others, former, result);
    result.current.resize(state_.commands.size());
    for (const std::size_t unit : plan.current)
      result.current[unit] = std::move(known_[unit]);
    if (cache_)
      finish(*cache_, options_, host_);
    return result;
  }

private:
  facts::FileStates &files() { return cache_ ? cache_->files() : ownFiles_; }

  void lookUp() {
    known_.resize(state_.commands.size());
    if (cache_) {
      known_ = cache_->current(threadsFor(options_));
      for (std::size_t unit = 0; unit < known_.size(); ++unit)
        if (!known_[unit])
          known_[unit] = cache_->last(unit);
    }
    // Of a file that is compiled in several ways, facts don't say which they are of.
    const auto once = [](const auto &list, const std::string &file, auto name) {
      return std::ranges::count(list, file, name) == 1;
    };
    if (!kept_.empty())
      for (std::size_t unit = 0; unit < known_.size(); ++unit)
        if (const std::string &file = state_.commands[unit].file; !known_[unit] &&
                                                                  once(kept_, file, &facts::TuFacts::mainFile) &&
                                                                  once(state_.commands, file, &CompileCommand::file))
          known_[unit] = *std::ranges::find(kept_, file, &facts::TuFacts::mainFile);
  }

  /// The main files of units of which nothing is known and that the change asks for.
  std::vector<std::string> toExtract(std::span<const facts::TuFacts> others) {
    std::vector<std::string> named;
    for (std::size_t unit = 0; unit < known_.size(); ++unit)
      if (!known_[unit] && std::ranges::find(state_.sources, state_.commands[unit].file) != state_.sources.end())
        named.push_back(state_.commands[unit].file);
    for (const std::string &header : state_.headers) {
      const bool isRead =
          std::ranges::any_of(known_, [&](const auto &facts) { return facts && reads(*facts, header); }) ||
          std::ranges::any_of(others, [&](const facts::TuFacts &facts) { return reads(facts, header); });
      if (const auto unit = isRead ? std::nullopt : unitOf(header))
        named.push_back(*unit);
    }
    sortUnique(named);
    return named;
  }

  /// A unit of which nothing is known that reads the header by the look of it: the header itself where headers are
  /// units, the one of its name, the nearest first, or one that includes it over as few others as may be.
  std::optional<std::string> unitOf(const std::string &header) {
    std::vector<std::tuple<bool, std::string>> paired;
    std::set<std::string_view> unknown;
    for (std::size_t unit = 0; unit < known_.size(); ++unit) {
      const std::string &file = state_.commands[unit].file;
      if (known_[unit])
        continue;
      unknown.insert(file);
      if (file == header)
        return file;
      if (facts::arePaired(header, file))
        paired.emplace_back(parentFolder(file) != parentFolder(header), file);
    }
    if (!paired.empty())
      return std::get<1>(*std::ranges::min_element(paired));
    for (const auto &[steps, file] : includers().of(header))
      if (unknown.contains(file))
        return file;
    return std::nullopt;
  }

  /// By the look of the project's headers and of the units' sources, read once.
  const Includers &includers() {
    if (includers_)
      return *includers_;
    includers_.emplace();
    for (const CompileCommand &command : state_.commands)
      includers_->add(command.file, textOf(command.file));
    if (const auto files = listTree(*extraction_.scope, {extraction_.scope->root()}))
      for (const TreeFile &file : *files)
        if (file.project && isCxxHeaderName(file.path))
          includers_->add(file.path, textOf(file.path));
    return *includers_;
  }

  std::string textOf(const std::string &file) const {
    if (const auto overlaid = state_.overlay.find(file); overlaid != state_.overlay.end())
      return overlaid->second.value_or("");
    const auto text = readFile(file, kLargestSource);
    return text ? *text : "";
  }

  void extract(const std::vector<std::size_t> &units, StateUnits &result) {
    std::vector<CompileCommand> commands;
    for (const std::size_t unit : units)
      commands.push_back(state_.commands[unit]);
    PoolOptions pool = poolFor(options_, host_);
    if (host_.progress && !commands.empty()) {
      host_.progress(0, commands.size());
      pool.progress = host_.progress;
    }
    pool.shareHeaders =
        options_.shareHeaders && state_.overlay.empty(); // a shared reading knows only what lies on disk
    // What is kept are facts of these contents, wherever they stood: an entry holds where files have them.
    if (cache_)
      pool.extracted = [&](std::size_t unit, std::string_view facts) { cache_->keep(units[unit], facts); };
    for (UnitOutcome &outcome : extractAll(commands, extraction_, pool))
      if (outcome.state == UnitOutcome::State::Extracted)
        result.fresh.push_back(std::move(outcome.facts));
      else
        result.failed.push_back(std::move(outcome));
  }

  /// Keeps what still holds of units that are not extracted again.
  void believe(const std::vector<std::size_t> &assumed, const facts::ChangePlan &plan,
               std::span<const facts::TuFacts> others, std::span<const facts::TuFacts> former, StateUnits &result) {
    if (assumed.empty())
      return;
    // Each changed file is told of by a unit that was just extracted, or by one that still holds.
    const std::size_t extracted = result.fresh.size();
    for (const std::string &path : plan.changed) {
      const auto readsIt = [&](const facts::TuFacts &facts) { return reads(facts, path); };
      if (std::ranges::any_of(result.fresh, readsIt))
        continue;
      const auto unit = std::ranges::find_if(plan.current, [&](std::size_t each) { return readsIt(*known_[each]); });
      if (unit != plan.current.end())
        result.fresh.push_back(*known_[*unit]);
      else if (const auto other = std::ranges::find_if(others, readsIt); other != others.end())
        result.fresh.push_back(*other);
    }
    const facts::FreshFacts fresh(result.fresh, former, plan.changed);
    for (const std::size_t unit : assumed)
      result.assumed.push_back(fresh.stillTrue(*known_[unit]));
    result.assumedUnits = assumed;
    result.fresh.erase(result.fresh.begin() + static_cast<std::ptrdiff_t>(extracted), result.fresh.end());
  }

  const State &state_;
  std::span<const facts::TuFacts> kept_;
  const Options &options_;
  const Host &host_;
  ExtractOptions extraction_;
  std::optional<UnitCache> cache_;
  facts::FileStates ownFiles_; ///< where there is no cache
  std::optional<Includers> includers_;
  std::vector<std::optional<facts::TuFacts>> known_;
};

/// Takes those of the commands whose files are there. A compile database outlives the files that it names.
void takePresent(std::vector<CompileCommand> commands, State &state) {
  for (CompileCommand &command : commands) {
    std::error_code ignored;
    const auto overlaid = state.overlay.find(command.file);
    if (overlaid == state.overlay.end() ? std::filesystem::exists(command.file, ignored) : overlaid->second.has_value())
      state.commands.push_back(std::move(command));
  }
}

/// The state after the change.
State stateAfter(const Changes &changes, const Workspace &workspace, const Paths &touched) {
  State state;
  state.overlay = changes.overlay;
  state.touched = touched;
  for (const ChangedFile &file : changes.files)
    if (!file.deleted)
      state.add(file.path);
  takePresent(workspace.commands, state);
  return state;
}

/// The state before, for the units that are not the same in both. `extracted` are the main files that were extracted
/// after the change.
State stateBefore(const Changes &changes, std::vector<CompileCommand> commands, const Paths &touched,
                  const std::vector<facts::TuFacts> &extracted) {
  State state;
  state.overlay = changes.overlay;
  state.touched = touched;
  for (const ChangedFile &file : changes.files)
    state.overlay[file.path] = std::nullopt;
  for (const ChangedFile &file : changes.files) {
    if (file.oldPath.empty())
      continue;
    state.overlay[file.oldPath] = file.before;
    state.add(file.oldPath);
    if (file.oldPath == file.path || std::ranges::find(commands, file.oldPath, &CompileCommand::file) != commands.end())
      continue;
    const auto renamed = std::ranges::find(commands, file.path, &CompileCommand::file);
    if (renamed != commands.end())
      commands.push_back(compiledLike(*renamed, file.oldPath));
  }
  for (const facts::TuFacts &unit : extracted)
    state.sources.push_back(unit.mainFile);
  takePresent(std::move(commands), state);
  return state;
}

/// Git tells real paths; a project may be known by others.
void respell(Changes &changes, const std::string &root) {
  std::error_code failed;
  const std::string real = std::filesystem::canonical(root, failed).string();
  if (failed || real == root)
    return;
  const auto spell = [&](const std::string &path) {
    return path.empty() || !isAtOrBelow(path, real) ? path : normalPath(pathBelow(path, real), root);
  };
  for (ChangedFile &file : changes.files) {
    file.path = spell(file.path);
    file.oldPath = spell(file.oldPath);
  }
  FileOverlay overlay;
  for (auto &[path, contents] : changes.overlay)
    overlay.emplace(spell(path), std::move(contents));
  changes.overlay = std::move(overlay);
}

/// Lets only one file be another than before: the others are taken to have been always as they are.
void takeAsGiven(Changes &changes, const std::string &except) {
  std::vector<ChangedFile> kept;
  for (ChangedFile &file : changes.files) {
    if (file.path != except) {
      const auto text = readFile(file.path, kLargestSource);
      if (!text)
        continue;
      file.oldPath = file.path;
      file.before = *text;
    }
    kept.push_back(std::move(file));
  }
  changes.files = std::move(kept);
}

} // namespace

Result<std::optional<Changes>> changesAskedFor(const Options &options, const Host &host, const std::string &root) {
  if (options.since.empty() && !options.staged && options.diff.empty())
    return std::optional<Changes>();
  const auto changes = [&]() -> Result<Changes> {
    if (options.staged)
      return stagedChanges(root);
    if (!options.since.empty())
      return changesSince(root, options.since);
    const auto diff = options.diff == "-" ? readStandardInput(kLargestDiff)
                                          : readFile(normalPath(options.diff, host.workingDirectory), kLargestDiff);
    if (!diff)
      return diff.error().in("--diff");
    return changesOfDiff(root, *diff);
  }();
  if (!changes)
    return changes.error();
  std::optional<Changes> result = *changes;
  respell(*result, root);
  if (!options.changedFile.empty())
    takeAsGiven(*result, options.changedFile);
  return result;
}

Coverage ChangedUnits::coverage(std::size_t incomplete) const {
  if (unknown != 0)
    return Coverage::Part;
  return assumed != 0 || incomplete != 0 ? Coverage::Incomplete : Coverage::Whole;
}

ChangedUnits extractChange(const Changes &changes, const Workspace &workspace, const ProjectScope &scope,
                           std::span<const facts::TuFacts> kept, const Options &options, const Host &host) {
  Paths touched;
  for (const ChangedFile &file : changes.files) {
    touched.insert(file.path);
    if (!file.oldPath.empty())
      touched.insert(file.oldPath);
  }
  ChangedUnits result;
  const State after = stateAfter(changes, workspace, touched);
  StateUnits now = StateReader(after, scope, kept, options, host).read({});
  result.unknown = now.unknown;
  result.assumed = now.assumed.size();
  std::vector<CompileCommand> others;
  for (std::size_t unit = 0; unit < after.commands.size(); ++unit) {
    std::optional<facts::TuFacts> &facts = now.current[unit];
    if (facts && !readsAny(*facts, touched)) {
      addFacts(result.after, std::move(*facts), scope);
      facts.reset();
    } else if (std::ranges::find(now.assumedUnits, unit) == now.assumedUnits.end()) {
      others.push_back(after.commands[unit]);
    }
  }
  result.after.reused = result.after.facts.size();
  // What is not believed any more is evidence on neither side: else its loss would make findings new.
  std::ranges::move(now.assumed, std::back_inserter(result.after.facts));
  result.shared = result.after.facts.size();
  for (const CompileCommand &command : workspace.commands)
    if (touched.contains(command.file) &&
        std::ranges::find(others, command.file, &CompileCommand::file) == others.end())
      others.push_back(command); // deleted
  const State before = stateBefore(changes, std::move(others), touched, now.fresh);
  Host quiet = host;
  quiet.progress = nullptr;
  StateUnits then = StateReader(before, scope, kept, options, quiet)
                        .read(std::span<const facts::TuFacts>(result.after.facts).first(result.after.reused));
  for (std::optional<facts::TuFacts> &unit : then.current)
    if (unit)
      result.before.push_back(std::move(*unit));
  std::ranges::move(then.fresh, std::back_inserter(result.before));
  std::ranges::move(then.assumed, std::back_inserter(result.before));

  for (std::optional<facts::TuFacts> &unit : now.current)
    if (unit) {
      addFacts(result.after, std::move(*unit), scope);
      ++result.after.reused;
    }
  for (facts::TuFacts &unit : now.fresh)
    addFacts(result.after, std::move(unit), scope);
  for (UnitOutcome &failed : now.failed)
    addOutcome(result.after, std::move(failed), scope);
  result.after.total = result.after.facts.size() + now.failed.size();
  return result;
}

} // namespace tell
