#include "cli/units.hpp"

#include "cli/unit_cache.hpp"
#include "extract/worker_pool.hpp"
#include "facts/codec.hpp"
#include "facts/parts.hpp"
#include "support/file.hpp"
#include "support/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <thread>
#include <tuple>

namespace tell {
namespace {

constexpr std::uint64_t kLargestFacts = 1U << 30U;

Span spanOf(const facts::TuFacts &unit, const facts::Place &place, const ProjectScope &scope) {
  Span span;
  if (place.file == facts::kNone)
    return span;
  span.path = scope.relative(unit.string(unit.files[place.file].path));
  span.line = place.line;
  span.column = place.column;
  span.endLine = place.endLine;
  span.endColumn = place.endColumn;
  return span;
}

Span wholeFile(const std::string &file, const ProjectScope &scope) {
  Span span;
  span.path = scope.relative(file);
  return span;
}

bool hasErrors(const facts::TuFacts &unit) { return (unit.flags & (facts::kUnitErrors | facts::kUnitFatal)) != 0; }

Notification incomplete(const facts::TuFacts &unit, const ProjectScope &scope) {
  Notification notification{Level::Warning, "unit-incomplete", "", wholeFile(unit.mainFile, scope)};
  std::string message = fmt::format("'{}' was analyzed in part", notification.place.path);
  if (unit.diagnostics.empty()) {
    notification.message = std::move(message);
    return notification;
  }
  const facts::Diagnostic &first = unit.diagnostics.front();
  message += fmt::format(": {}", unit.string(first.message));
  const std::size_t more = unit.diagnostics.size() - 1;
  if (more != 0)
    message += fmt::format(" (and {}{} more error{})", more,
                           unit.diagnostics.size() == facts::kMaxDiagnostics ? " or" : "", more == 1 ? "" : "s");
  notification.message = std::move(message);
  if (const Span place = spanOf(unit, first.place, scope); place.known())
    notification.place = place;
  return notification;
}

std::string_view failureId(UnitOutcome::State state) {
  switch (state) {
  case UnitOutcome::State::Crashed:
    return "unit-crashed";
  case UnitOutcome::State::TimedOut:
    return "unit-timeout";
  case UnitOutcome::State::OutOfMemory:
    return "unit-memory";
  case UnitOutcome::State::Extracted:
  case UnitOutcome::State::Failed:
    break;
  }
  return "unit-failed";
}

void addFailure(Units &units, std::string_view id, const std::string &file, const std::string &reason,
                const ProjectScope &scope) {
  Notification notification{Level::Error, std::string(id), "", wholeFile(file, scope)};
  notification.message = fmt::format("'{}' could not be analyzed: {}", notification.place.path, reason);
  units.notifications.push_back(std::move(notification));
  ++units.incomplete;
}

Result<std::vector<std::string>> factsFiles(std::string_view option, const std::vector<std::string> &named,
                                            const Host &host) {
  std::vector<std::string> files;
  for (const std::string &given : named) {
    const std::string path = normalPath(given, host.workingDirectory);
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
      return Error(fmt::format("{} {}: no such file or folder", option, given));
    if (!std::filesystem::is_directory(status)) {
      files.push_back(path);
      continue;
    }
    const std::size_t before = files.size();
    auto entry = std::filesystem::recursive_directory_iterator(path, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error))
      if (entry->path().extension() == ".facts")
        files.push_back(entry->path().string());
    if (error)
      return Error(fmt::format("{} {}: {}", option, given, error.message()));
    if (files.size() == before)
      return Error(fmt::format("{} {}: the folder holds no *.facts", option, given));
  }
  std::ranges::sort(files);
  const auto repeated = std::ranges::unique(files);
  files.erase(repeated.begin(), repeated.end());
  return files;
}

/// Which units shared headers, and why others were read again without.
void noticeSharing(const std::vector<UnitOutcome> &outcomes, const ProjectScope &scope, bool each, const Host &host) {
  std::size_t sharing = 0;
  std::size_t again = 0;
  for (const UnitOutcome &outcome : outcomes) {
    sharing += outcome.sharedHeaders != 0 ? 1 : 0;
    again += outcome.readAlone.empty() ? 0 : 1;
    if (each && outcome.sharedHeaders != 0)
      host.notice(fmt::format("'{}' shared {} standard headers", scope.relative(outcome.file), outcome.sharedHeaders));
    if (each && !outcome.readAlone.empty())
      host.notice(fmt::format("'{}' was read again, alone: {}", scope.relative(outcome.file), outcome.readAlone));
  }
  host.notice(fmt::format("{} of {} units shared standard headers, {} were read again without", sharing,
                          outcomes.size(), again));
}

/// Adds the parts of units in the order in which they are linked.
void addParts(Units &units, std::vector<std::optional<facts::OwnPart>> &own, Parts &parts, const ProjectScope &scope) {
  std::vector<facts::OwnPart *> order;
  for (auto &unit : own)
    if (unit)
      order.push_back(&*unit);
  std::ranges::sort(order, {},
                    [](const facts::OwnPart *unit) { return std::pair(std::string_view(unit->facts.mainFile), unit); });
  std::map<facts::PartId, std::uint32_t> added;
  for (facts::OwnPart *unit : order) {
    const auto ownIndex = [&] { return static_cast<std::uint32_t>(units.facts.size()); };
    std::vector<std::uint32_t> sharedHere;
    for (const facts::HeaderPart &header : unit->headers) {
      const auto [at, isNew] = added.try_emplace(header.id, ownIndex());
      if (isNew) {
        units.facts.push_back(std::move(parts.at(header.id)));
        units.facts.back().mainFile = unit->facts.mainFile;
      } else {
        sharedHere.push_back(at->second);
      }
      std::vector<facts::Function> &functions = units.facts[at->second].functions;
      for (const std::uint32_t function : header.referenced)
        if (function < functions.size())
          functions[function].flags |= facts::kReferenced;
    }
    units.sharers.resize(units.facts.size() + 1);
    for (const std::uint32_t part : sharedHere)
      units.sharers[part].push_back(ownIndex());
    addFacts(units, std::move(unit->facts), scope);
  }
}

} // namespace

void addFacts(Units &units, facts::TuFacts facts, const ProjectScope &scope) {
  if (hasErrors(facts)) {
    units.notifications.push_back(incomplete(facts, scope));
    ++units.incomplete;
  }
  units.facts.push_back(std::move(facts));
}

void addOutcome(Units &units, UnitOutcome outcome, const ProjectScope &scope) {
  if (outcome.state == UnitOutcome::State::Extracted)
    addFacts(units, std::move(outcome.facts), scope);
  else
    addFailure(units, failureId(outcome.state), outcome.file, outcome.reason, scope);
}

PoolOptions poolFor(const Options &options, const Host &host) {
  PoolOptions pool;
  pool.jobs = options.jobs;
  pool.unitTimeoutSeconds = options.unitTimeoutSeconds.value_or(pool.unitTimeoutSeconds);
  pool.unitMemoryMiB = options.unitMemoryMiB.value_or(pool.unitMemoryMiB);
  pool.cancelled = host.cancelled;
  return pool;
}

unsigned threadsFor(const Options &options) {
  return options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

facts::CacheLimits limitsOf(const Options &options) {
  facts::CacheLimits limits;
  if (options.cacheMiB)
    limits.bytes = std::uint64_t{*options.cacheMiB} << 20U;
  return limits;
}

void finish(UnitCache &cache, const Options &options, const Host &host) {
  if (const std::string failure = cache.finish(limitsOf(options)); !failure.empty() && host.notice)
    host.notice(fmt::format("the cache can't be filled: {}", failure));
}

Units extractUnits(const std::vector<CompileCommand> &commands, const ProjectScope &scope, const Options &options,
                   const Host &host) {
  ExtractOptions extraction;
  extraction.scope = &scope;
  extraction.extraArguments = options.extraArguments;
  Parts parts;
  std::vector<std::optional<facts::OwnPart>> own(commands.size());
  std::optional<UnitCache> cache;
  if (auto place = cacheFor(options, host))
    cache.emplace(std::move(*place), commands, extraction, poolFor(options, host));
  if (cache)
    own = cache->currentParts(threadsFor(options), parts);
  Units units;
  units.total = commands.size();
  units.reused =
      static_cast<std::size_t>(std::ranges::count_if(own, [](const auto &unit) { return unit.has_value(); }));

  std::vector<CompileCommand> missing;
  std::vector<std::size_t> places; // of the missing ones among all
  for (std::size_t unit = 0; unit < commands.size(); ++unit)
    if (!own[unit]) {
      missing.push_back(commands[unit]);
      places.push_back(unit);
    }
  PoolOptions pool = poolFor(options, host);
  pool.shareHeaders = options.shareHeaders;
  if (host.progress && !missing.empty()) {
    host.progress(units.reused, commands.size());
    pool.progress = [&](std::size_t done, std::size_t) { host.progress(units.reused + done, commands.size()); };
  }
  pool.take = [&](std::size_t unit, const facts::TuFacts &facts, std::string_view encoded) {
    facts::SplitUnit split = facts::split(facts);
    if (cache)
      cache->keep(places[unit], encoded, split);
    for (std::size_t i = 0; i < split.headers.size(); ++i)
      if (const facts::PartId &id = split.own.headers[i].id; !parts.contains(id))
        if (auto part = facts::decode(split.headers[i]))
          parts.emplace(id, std::move(*part));
    own[places[unit]] = std::move(split.own);
  };
  const std::vector<UnitOutcome> outcomes = extractAll(missing, extraction, pool);
  if (options.stats && host.notice)
    noticeSharing(outcomes, scope, options.verbose, host);
  for (const UnitOutcome &outcome : outcomes)
    if (outcome.state != UnitOutcome::State::Extracted)
      addFailure(units, failureId(outcome.state), outcome.file, outcome.reason, scope);
  addParts(units, own, parts, scope);
  if (cache)
    finish(*cache, options, host);
  return units;
}

Units extractWhole(const std::vector<CompileCommand> &commands, const ProjectScope &scope, const Options &options,
                   const Host &host) {
  ExtractOptions extraction;
  extraction.scope = &scope;
  extraction.extraArguments = options.extraArguments;
  PoolOptions pool = poolFor(options, host);
  pool.shareHeaders = options.shareHeaders;
  Units units;
  units.total = commands.size();
  std::vector<UnitOutcome> outcomes = extractAll(commands, extraction, pool);
  if (options.stats && host.notice)
    noticeSharing(outcomes, scope, options.verbose, host);
  for (UnitOutcome &outcome : outcomes)
    addOutcome(units, std::move(outcome), scope);
  return units;
}

Result<facts::TuFacts> readFacts(const std::string &path) {
  const auto bytes = readFile(path, kLargestFacts);
  if (!bytes)
    return bytes.error();
  auto facts = facts::decode(*bytes);
  if (!facts)
    return facts.error().in(path);
  return facts;
}

Result<Units> readUnits(const Options &options, const Host &host, const ProjectScope &scope) {
  const auto files = factsFiles("--facts", options.facts, host);
  if (!files)
    return files.error();
  Units units;
  units.given = true;
  units.total = files->size();
  for (const std::string &file : *files) {
    auto facts = readFacts(file);
    if (facts)
      addFacts(units, std::move(*facts), scope);
    else
      addFailure(units, "facts-unreadable", file, facts.error().message(), scope);
  }
  return units;
}

Result<std::vector<facts::TuFacts>> readBaseFacts(const Options &options, const Host &host) {
  std::vector<facts::TuFacts> units;
  const auto files = factsFiles("--base-facts", options.baseFacts, host);
  if (!files)
    return files.error();
  for (const std::string &file : *files) {
    auto facts = readFacts(file);
    if (!facts)
      return facts.error().in("--base-facts");
    units.push_back(std::move(*facts));
  }
  return units;
}

std::vector<CompileCommand> withFixedFlags(const std::vector<CompileCommand> &commands,
                                           const std::vector<std::string> &flags, const std::string &workingDirectory) {
  std::vector<CompileCommand> result;
  for (const CompileCommand &command : commands) {
    if (!result.empty() && result.back().file == command.file) // sorted by file
      continue;
    CompileCommand fixed{workingDirectory, command.file, {"clang++"}, false};
    fixed.arguments.insert(fixed.arguments.end(), flags.begin(), flags.end());
    fixed.arguments.push_back(command.file);
    result.push_back(std::move(fixed));
  }
  return result;
}

std::vector<JudgedComment> commentsOf(const std::vector<facts::TuFacts> &units, const ProjectScope &scope) {
  const auto kindOf = [](facts::SuppressionKind kind) {
    switch (kind) {
    case facts::SuppressionKind::Line:
      return SuppressionKind::Line;
    case facts::SuppressionKind::NextLine:
      return SuppressionKind::NextLine;
    case facts::SuppressionKind::Begin:
      return SuppressionKind::Begin;
    case facts::SuppressionKind::End:
      return SuppressionKind::End;
    case facts::SuppressionKind::File:
      return SuppressionKind::File;
    case facts::SuppressionKind::Record:
      return SuppressionKind::Record;
    case facts::SuppressionKind::Unknown:
      return SuppressionKind::Unknown;
    }
    return SuppressionKind::Unknown;
  };
  std::vector<JudgedComment> result;
  for (const facts::TuFacts &unit : units)
    for (const facts::Suppression &comment : unit.suppressions) {
      const Span place = spanOf(unit, comment.place, scope);
      const bool taken = std::ranges::any_of(
          unit.classes, [&](const facts::Class &record) { return facts::declaresRole(comment, record); });
      result.push_back({{place.path, place.line, kindOf(comment.kind), std::string(unit.string(comment.checks)),
                         std::string(unit.string(comment.reason)), place.column, place.endColumn},
                        std::nullopt,
                        taken});
    }
  // Several units may have read it; one in which a class takes it is enough.
  std::ranges::sort(result, [](const JudgedComment &a, const JudgedComment &b) {
    return std::tie(a.comment, b.used) < std::tie(b.comment, a.used);
  });
  const auto repeated = std::ranges::unique(result, {}, &JudgedComment::comment);
  result.erase(repeated.begin(), repeated.end());
  return result;
}

} // namespace tell
