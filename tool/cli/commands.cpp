#include "cli/commands.hpp"

#include "checks/check.hpp"
#include "cli/baselines.hpp"
#include "cli/comparison.hpp"
#include "cli/completion.hpp"
#include "cli/configure.hpp"
#include "cli/fixes.hpp"
#include "cli/hooks.hpp"
#include "cli/input.hpp"
#include "cli/manual.hpp"
#include "cli/pipeline.hpp"
#include "cli/unit_cache.hpp"
#include "cli/units.hpp"
#include "cli/version.hpp"
#include "facts/codec.hpp"
#include "facts/dump.hpp"
#include "report/unicode.hpp"
#include "support/file.hpp"
#include "support/nearest_name.hpp"
#include "support/path.hpp"
#include "support/spelled_out.hpp"
#include "workspace/compile_database.hpp"
#include "workspace/project_root.hpp"
#include "workspace/workspace.hpp"

#include <fmt/format.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sys/resource.h>

namespace tell {
namespace {

constexpr std::size_t kShownNotifications = 20; ///< more only when all are asked for
constexpr std::uint64_t kLargestPayload = 1U << 28U;
constexpr std::chrono::seconds kAgentPatience{45}; ///< agents give a hook a minute

Host hostOf(const Options &options, const Surroundings &surroundings) {
  Host host;
  host.workingDirectory = surroundings.workingDirectory;
  host.cacheDirectory = surroundings.cacheDirectory;
  host.cancelled = surroundings.cancelled;
  Console *console = surroundings.console;
  if (!options.quiet)
    host.notice = [console](std::string_view text) {
      console->say(fmt::format("clang-tell: note: {}\n", printable(text)));
    };
  host.withheld = host.notice;
  host.progress = [console](std::size_t done, std::size_t total) { console->progress(done, total); };
  return host;
}

/// Whether a report can be written there, asked before the analysis so that nobody waits for a report that has no place
/// to go.
Status checkTarget(const std::string &given, const std::string &workingDirectory) {
  const std::string path = normalPath(given, workingDirectory);
  std::error_code ignored;
  const std::string folder(parentFolder(path));
  if (!std::filesystem::is_directory(folder, ignored))
    return Error(fmt::format("can't write '{}': there is no folder '{}'", given, folder));
  if (std::filesystem::is_directory(path, ignored))
    return Error(fmt::format("can't write '{}': it is a folder", given));
  return checkLink(path, findProjectRoot(workingDirectory).folder);
}

void sayNotifications(const Report &report, const Options &options, const Surroundings &surroundings) {
  std::span<const Notification> shown = report.notifications;
  if (!options.verbose)
    shown = shown.first(std::min(shown.size(), kShownNotifications));
  std::string text;
  llvm::raw_string_ostream out(text);
  Presentation presentation;
  presentation.workingDirectory = surroundings.workingDirectory;
  presentation.colors = surroundings.console->colorsOnError();
  presentation.width = surroundings.console->widthOfError();
  writeNotifications(shown, report, presentation, out);
  if (shown.size() < report.notifications.size())
    out << fmt::format("clang-tell: note: and {} more like these (-v shows all)\n",
                       report.notifications.size() - shown.size());
  surroundings.console->say(text);
}

void sayStats(const Analysis &analysis, Console &console) {
  rusage own{};
  rusage children{};
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  const auto seconds = [](std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; };
  const StageTimes &times = analysis.times;
  const Counts &counts = analysis.report.counts;
  console.say(fmt::format(
      "clang-tell: {} units ({} incomplete, {} from the cache), {} classes, {} functions, {} findings\n", counts.units,
      counts.incompleteUnits, analysis.reused, counts.classes, counts.functions, analysis.report.findings.size()));
  console.say(fmt::format("clang-tell: workspace {:.2f} s, extract {:.2f} s, link {:.2f} s, checks {:.2f} s\n",
                          seconds(times.workspace), seconds(times.extract), seconds(times.link),
                          seconds(times.checks)));
  if (analysis.recalled)
    console.say(
        "clang-tell: nothing changed: not linked and checked again, what was found last time is in the cache\n");
  console.say(fmt::format("clang-tell: peak memory {} MiB, of a unit {} MiB\n", own.ru_maxrss / 1024,
                          children.ru_maxrss / 1024));
}

/// How a report is shown there. The time stands on a terminal only: files and pipes get the same bytes each time.
Presentation presentationOf(const Output &output, const StageTimes &times, const Options &options,
                            const Surroundings &surroundings) {
  const bool toFile = !output.file.empty();
  const Console &console = *surroundings.console;
  Presentation presentation;
  presentation.workingDirectory = surroundings.workingDirectory;
  presentation.colors = toFile ? options.color == When::Always : console.colorsOnOutput();
  presentation.verbose = options.verbose;
  presentation.quiet = options.quiet;
  presentation.sarifProfile = options.sarifProfile;
  if (toFile)
    return presentation;
  presentation.width = console.widthOfOutput();
  presentation.linkHost = console.linkHostOnOutput();
  if (presentation.width != 0)
    presentation.elapsed = times.workspace + times.extract + times.link + times.checks;
  return presentation;
}

/// Hands what is written on in pieces: a report may be larger than memory should be.
class PieceStream : public llvm::raw_ostream {
public:
  explicit PieceStream(const WriteBytes &write) : write_(write) { SetBufferSize(kPiece); }
  PieceStream(const PieceStream &) = delete;
  PieceStream &operator=(const PieceStream &) = delete;
  ~PieceStream() override { finish(); }

  /// Hands on what is left.
  void finish() {
    flush();
    if (const std::string rest = spelled_.rest(); !rest.empty())
      writable_ = writable_ && write_(rest);
  }

private:
  static constexpr std::size_t kPiece = 64U << 10U;

  void write_impl(const char *bytes, std::size_t size) override {
    position_ += size;
    writable_ = writable_ && write_(spelled_.next({bytes, size}));
  }
  [[nodiscard]] std::uint64_t current_pos() const override { return position_; }

  const WriteBytes &write_;
  SpelledOut spelled_;
  std::uint64_t position_ = 0;
  bool writable_ = true;
};

Status deliver(const Output &output, const Analysis &analysis, const Options &options,
               const Surroundings &surroundings) {
  const bool toFile = !output.file.empty();
  const Presentation presentation = presentationOf(output, analysis.times, options, surroundings);
  const auto produce = [&](const WriteBytes &write) {
    PieceStream out(write);
    (options.command == Command::Census ? output.format->census : output.format->findings)(analysis.report,
                                                                                           presentation, out);
    out.finish();
    return surroundings.cancelled() ? Status(Error("interrupted")) : Status();
  };
  if (toFile)
    return writeFileAtomically(normalPath(output.file, surroundings.workingDirectory), produce);
  Status printed;
  const Status produced = produce([&](std::string_view bytes) {
    if (printed.ok())
      printed = surroundings.console->print(bytes);
    return printed.ok();
  });
  return printed.ok() ? produced : printed;
}

/// Delivers every report that was asked for.
Status deliverAll(const Analysis &analysis, const Options &options, const Surroundings &surroundings) {
  std::vector<Output> outputs = options.outputs;
  if (outputs.empty() && !options.fixPreview)
    outputs.push_back({formatNamed("text"), ""});
  // Files first: a reader of standard output may go away, the files are wanted all the same.
  std::ranges::partition(outputs, [](const Output &output) { return !output.file.empty(); });
  for (const Output &output : outputs)
    if (Status status = deliver(output, analysis, options, surroundings); !status)
      return status;
  return {};
}

/// Does with the fixes what was asked for. Reports show the sources, so they are to be delivered before.
Status settleFixes(const Analysis &analysis, const Options &options, const Surroundings &surroundings) {
  if (!options.fix && !options.fixPreview && options.exportFixes.empty())
    return {};
  const Fixes fixes(analysis.report, analysis.sources);
  Console &console = *surroundings.console;
  for (const std::string &line : fixes.refused())
    console.say(fmt::format("clang-tell: note: {}\n", printable(line)));
  if (!options.exportFixes.empty())
    if (Status status =
            writeFileAtomically(normalPath(options.exportFixes, surroundings.workingDirectory), fixes.replacements());
        !status)
      return status;
  if (options.fixPreview) {
    const auto diff = fixes.diff();
    return diff ? console.print(*diff) : Status(diff.error());
  }
  if (!options.fix)
    return {};
  if (Status status = fixes.apply(analysis.sources); !status)
    return status;
  if (!options.quiet)
    console.say(fmt::format("clang-tell: applied {} fix{} in {} file{}\n", fixes.count(),
                            fixes.count() == 1 ? "" : "es", fixes.files().size(),
                            fixes.files().size() == 1 ? "" : "s"));
  return {};
}

/// What `analyse` gives, for the rest of the process: to give back a big program piece by piece takes longer than to
/// report on it.
const Result<Analysis> &lastAnalysis(const Options &options, const Host &host) {
  static const Result<Analysis> *last = nullptr;
  last = new Result<Analysis>(analyse(options, host));
  return *last;
}

Result<int> analyseAndReport(const Options &options, const Surroundings &surroundings) {
  for (const Output &output : options.outputs)
    if (!output.file.empty())
      if (Status status = checkTarget(output.file, surroundings.workingDirectory); !status)
        return status.error();
  if (!options.exportFixes.empty())
    if (Status status = checkTarget(options.exportFixes, surroundings.workingDirectory); !status)
      return status.error();
  const auto &analysis = lastAnalysis(options, hostOf(options, surroundings));
  if (!analysis)
    return analysis.error();
  sayNotifications(analysis->report, options, surroundings);
  if (const Status status = deliverAll(*analysis, options, surroundings); !status)
    return status.error();
  if (const Status status = settleFixes(*analysis, options, surroundings); !status)
    return status.error();
  if (options.stats)
    sayStats(*analysis, *surroundings.console);
  return analysis->report.exitCode;
}

/// Judges what is staged. Commits are not stopped because some unit could not be analyzed, nor by what was there
/// before.
Result<int> preCommit(const Options &options, const Surroundings &surroundings) {
  const auto relevant = stagesCxx(surroundings.workingDirectory);
  if (!relevant)
    return relevant.error();
  if (!*relevant)
    return 0;
  const Options check = checkOfHook(options, "");
  Host host = hostOf(check, surroundings);
  Console *console = surroundings.console;
  host.withheld = [console](std::string_view text) {
    console->say(fmt::format("clang-tell: note: {}\n", printable(text)));
  };
  const auto &analysis = lastAnalysis(check, host);
  if (!analysis)
    return analysis.error();
  sayNotifications(analysis->report, check, surroundings);
  if (const Status status = deliverAll(*analysis, check, surroundings); !status)
    return status.error();
  return analysis->report.exitCode;
}

/// Tells an agent what the file that it has just written newly causes. Whatever else goes wrong does not stop it.
Result<int> answerAgent(const Options &options, const Surroundings &surroundings) {
  const auto json = readStandardInput(kLargestPayload);
  if (!json)
    return json.error();
  const auto edit = readAgentEdit(*json, surroundings.workingDirectory);
  if (!edit)
    return edit.error();
  std::error_code ignored;
  const bool isCxx = isCxxSourceName(edit->file) || isCxxHeaderName(edit->file);
  if (!isCxx || !std::filesystem::is_regular_file(edit->file, ignored))
    return 0;
  const Options check = checkOfHook(options, edit->file);
  Host host = hostOf(check, surroundings);
  host.workingDirectory = parentFolder(edit->file);
  const auto end = std::chrono::steady_clock::now() + kAgentPatience;
  host.cancelled = [&] { return surroundings.cancelled() || std::chrono::steady_clock::now() > end; };
  const auto analysis = analyse(check, host);
  if (!analysis) {
    surroundings.console->say(fmt::format("clang-tell: {} was not judged: {}\n", printable(edit->file),
                                          printable(analysis.error().message())));
    return 0;
  }
  if (analysis->report.exitCode != 1)
    return 0;
  std::string lines;
  llvm::raw_string_ostream out(lines);
  formatNamed("agent")->findings(analysis->report, Presentation(), out);
  surroundings.console->say(lines);
  return 2;
}

/// Writes the findings of now down as known, or drops what is gone from what was known.
Result<int> writeBaseline(const Options &options, const Surroundings &surroundings) {
  const auto analysis = analyse(options, hostOf(options, surroundings));
  if (!analysis)
    return analysis.error();
  const Report &report = analysis->report;
  sayNotifications(report, options, surroundings);
  const std::string path = options.baseline.empty() ? report.root + "/" + std::string(kBaselineFile)
                                                    : normalPath(options.baseline, surroundings.workingDirectory);
  if (report.counts.incompleteUnits != 0 && !options.allowIncomplete)
    return Error(fmt::format("{} of {} units could not be analyzed in full: what they hold would be missing from '{}' "
                             "(--allow-incomplete goes on)",
                             report.counts.incompleteUnits, report.counts.units, path));
  Baseline baseline = Baseline::of(report.findings);
  std::string done = fmt::format("wrote {} findings to '{}'", baseline.size(), path);
  if (options.prune) {
    auto known = readBaseline(path);
    if (!known)
      return known.error();
    const std::size_t gone = known->prune(report.findings);
    done = fmt::format("dropped {} findings that are gone from '{}', {} are left", gone, path, known->size());
    baseline = std::move(*known);
  }
  if (const Status status = checkLink(path, report.root); !status)
    return status.error();
  if (const Status status = writeFileAtomically(path, baseline.text()); !status)
    return status.error();
  surroundings.console->say(fmt::format("clang-tell: {}\n", printable(done)));
  return 0;
}

/// Says what became of the classes and findings of one run in another.
Result<int> compareFiles(const Options &options, const Surroundings &surroundings) {
  std::vector<PastRun> runs;
  for (const std::string &path : options.paths) {
    auto past = readPastRun(normalPath(path, surroundings.workingDirectory));
    if (!past)
      return past.error();
    runs.push_back(std::move(*past));
  }
  const auto comparison = compareRuns(runs.front(), runs.back());
  if (!comparison)
    return comparison.error();
  std::vector<Output> outputs = options.outputs;
  if (outputs.empty())
    outputs.push_back({formatNamed("text"), ""});
  for (const Output &output : outputs)
    if (!output.file.empty())
      if (Status status = checkTarget(output.file, surroundings.workingDirectory); !status)
        return status.error();
  for (const Output &output : outputs) {
    const std::string text =
        spelledOut(output.format->name == "json" ? comparisonJson(*comparison) : comparisonText(*comparison));
    const Status status = output.file.empty()
                              ? surroundings.console->print(text)
                              : writeFileAtomically(normalPath(output.file, surroundings.workingDirectory), text);
    if (!status)
      return status.error();
  }
  return 0;
}

Result<int> printed(const Status &status) {
  if (!status)
    return status.error();
  return 0;
}

Result<int> listChecks(Console &console) {
  std::size_t width = 0;
  for (const Check *check : allChecks())
    width = std::max(width, check->info.id.size());
  std::string text;
  for (const Check *check : allChecks())
    text += fmt::format("{:<{}}  {:<7}  {}\n", check->info.id, width, name(check->info.level), check->info.summary);
  return printed(console.print(text));
}

Result<int> explain(const std::string &id, Console &console) {
  for (const Check *check : allChecks())
    if (check->info.id == id)
      return printed(console.print(checkPage(check->info)));
  std::string message = fmt::format("unknown check '{}'", id);
  if (const std::string_view nearest = nearestName(id, checkIds()); !nearest.empty())
    message += fmt::format("; did you mean '{}'?", nearest);
  return Error(message);
}

/// The units of a workspace, as `extract` gives them, and on standard error what is to be said of them.
Result<Units> extractAndTell(decltype(extractUnits) &extract, const Workspace &workspace, const Options &options,
                             const Host &host, const Surroundings &surroundings) {
  const ProjectScope scope(workspace.root);
  Units units = extract(workspace.commands, scope, options, host);
  if (surroundings.cancelled())
    return Error("interrupted");
  Report report;
  report.root = workspace.root;
  report.notifications = std::move(units.notifications);
  sayNotifications(report, options, surroundings);
  return units;
}

/// Fills the cache; what it then holds speaks for itself, so that nothing is printed.
Result<int> index(const Options &options, const Surroundings &surroundings) {
  const Host host = hostOf(options, surroundings);
  if (!cacheFor(options, host))
    return Error("there is no cache to fill: neither --cache-dir nor the user's own");
  auto workspace = openWorkspace({options.paths, options.buildDirectory, surroundings.workingDirectory});
  if (!workspace)
    return workspace.error();
  if (options.fixedFlags)
    workspace->commands = withFixedFlags(workspace->commands, *options.fixedFlags, surroundings.workingDirectory);
  const auto units = extractAndTell(extractUnits, *workspace, options, host, surroundings);
  if (!units)
    return units.error();
  if (options.stats)
    surroundings.console->say(fmt::format("clang-tell: {} units ({} incomplete, {} from the cache)\n", units->total,
                                          units->incomplete, units->reused));
  return units->incomplete != 0 && !options.allowIncomplete ? 3 : 0;
}

Result<int> cacheCommand(const Options &options, const Surroundings &surroundings) {
  const auto cache = cacheFor(options, hostOf(options, surroundings));
  if (!cache)
    return Error("there is no cache: neither --cache-dir nor the user's own");
  const bool clean = options.command == Command::CacheClean;
  const Result<facts::CacheStats> stats = clean ? cache->clean() : Result<facts::CacheStats>(cache->stats());
  if (!stats)
    return stats.error();
  const double mebibytes = static_cast<double>(stats->bytes) / (1024 * 1024);
  return printed(surroundings.console->print(fmt::format("{}: {} entries, {:.1f} MiB{}\n", printable(cache->folder()),
                                                         stats->entries, mebibytes, clean ? ", removed" : "")));
}

/// The facts are written whenever there are some: that a unit has errors is one of them, and linking minds it.
Result<int> extract(const Options &options, const Surroundings &surroundings) {
  const std::string file = normalPath(options.paths.front(), surroundings.workingDirectory);
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    return Error(fmt::format("extract takes a source file, and '{}' is a folder", options.paths.front()));
  if (const Status status = checkTarget(options.factsFile, surroundings.workingDirectory); !status)
    return status.error();
  auto workspace = openWorkspace({options.paths, options.buildDirectory, surroundings.workingDirectory});
  if (!workspace)
    return workspace.error();
  std::erase_if(workspace->commands, [&](const CompileCommand &command) { return command.file != file; });
  if (workspace->commands.empty())
    return Error(fmt::format("no compile command for '{}'", options.paths.front()));
  workspace->commands.resize(1);
  if (options.fixedFlags)
    workspace->commands = withFixedFlags(workspace->commands, *options.fixedFlags, surroundings.workingDirectory);

  const Host host = hostOf(options, surroundings);
  const auto units = extractAndTell(extractWhole, *workspace, options, host, surroundings);
  if (!units)
    return units.error();
  if (units->facts.empty())
    return 3;
  return printed(writeFileAtomically(normalPath(options.factsFile, surroundings.workingDirectory),
                                     facts::encode(units->facts.front())));
}

Result<int> dumpFacts(const std::string &path, const Surroundings &surroundings) {
  const auto facts = readFacts(normalPath(path, surroundings.workingDirectory));
  if (!facts)
    return facts.error();
  std::string text;
  llvm::raw_string_ostream out(text);
  facts::dumpJson(*facts, out);
  return printed(surroundings.console->print(spelledOut(text)));
}

} // namespace

Result<int> run(const Options &options, const Surroundings &surroundings) {
  Console &console = *surroundings.console;
  switch (options.command) {
  case Command::Check:
  case Command::Census:
    return analyseAndReport(options, surroundings);
  case Command::Compare:
    return compareFiles(options, surroundings);
  case Command::Baseline:
    return writeBaseline(options, surroundings);
  case Command::Config: {
    const auto text = configText(options, surroundings.workingDirectory);
    return text ? printed(console.print(*text)) : text.error();
  }
  case Command::Init: {
    const auto said = initConfiguration(options, surroundings.workingDirectory);
    if (!said)
      return said.error();
    console.say(*said);
    return 0;
  }
  case Command::HookPreCommit:
    return preCommit(options, surroundings);
  case Command::HookAgent:
    return answerAgent(options, surroundings);
  case Command::ListChecks:
    return listChecks(console);
  case Command::Explain:
    return explain(options.paths.front(), console);
  case Command::Index:
    return index(options, surroundings);
  case Command::CacheStats:
  case Command::CacheClean:
    return cacheCommand(options, surroundings);
  case Command::Extract:
    return extract(options, surroundings);
  case Command::DumpFacts:
    return dumpFacts(options.paths.front(), surroundings);
  case Command::Completion: {
    const auto script = completionScript(options.paths.front());
    return script ? printed(console.print(*script)) : Result<int>(script.error());
  }
  case Command::Help:
    return printed(console.print(options.help));
  case Command::Version:
    return printed(console.print(fmt::format("clang-tell {} (Clang {})\n", kVersion, LLVM_VERSION_STRING)));
  }
  return Error("no command");
}

} // namespace tell
