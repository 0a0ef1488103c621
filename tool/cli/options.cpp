#include "cli/options.hpp"

#include "cli/command_help.hpp"
#include "support/nearest_name.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace tell {
namespace {

struct CommandName {
  std::string_view name;
  Command command;
  std::string_view summary;
};

constexpr CommandName kCommands[] = {
    {"check", Command::Check, "analyze the project and report findings"},
    {"census", Command::Census, "every class with its role, score and the answers to the four questions"},
    {"compare", Command::Compare, "what changed between two reports, SARIF logs or baselines"},
    {"baseline", Command::Baseline, "write the findings of now down as known, or drop those that are gone"},
    {"config", Command::Config, "the configuration in force for a file or folder, and where each value comes from"},
    {"init", Command::Init, "write a commented .clang-tell"},
    {"index", Command::Index, "extract the whole project into the cache, report nothing"},
    {"list-checks", Command::ListChecks, "the checks with their one-line summaries"},
    {"explain", Command::Explain, "a check's documentation"},
    {"extract", Command::Extract, "one translation unit into a facts file"},
    {"facts", Command::DumpFacts, "print a facts file as JSON"},
    {"cache", Command::CacheStats, "what the cache of facts holds; empty it"},
    {"hook", Command::HookPreCommit, "speak a hook's protocol: pre-commit or a coding agent's"},
    {"completion", Command::Completion, "a script that lets a shell complete command lines"},
};

constexpr std::string_view kExitCodes =
    "Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage error; 3 no findings, but some unit could "
    "not be analyzed.";

/// Whether flags of the compiler may follow `--`.
bool compiles(Command command) {
  return command == Command::Check || command == Command::Census || command == Command::Baseline ||
         command == Command::Index || command == Command::Extract || command == Command::HookPreCommit;
}

std::string unknown(std::string_view what, std::string_view name, std::span<const std::string_view> known) {
  std::string message = fmt::format("unknown {} '{}'", what, name);
  if (const std::string_view nearest = nearestName(name, known); !nearest.empty())
    message += fmt::format("; did you mean '{}'?", nearest);
  return message;
}

std::string overview() {
  std::string text =
      "clang-tell finds anemic object orientation in C++\n\nUsage: clang-tell COMMAND [OPTIONS]\n\nCommands:\n";
  for (const CommandName &command : kCommands)
    text += fmt::format("  {:<12} {}\n", command.name, command.summary);
  return text + fmt::format("\n'clang-tell COMMAND --help' shows a command's options; --version the version.\n{}\n",
                            kExitCodes);
}

/// The values of options before they are checked.
struct Raw {
  std::vector<std::string> outputs;
  std::string failOn;
  std::string jobs;
  std::string maxFindings;
  std::string unitTimeout;
  std::string unitMemory;
  std::string color;
  std::string progress;
  std::string cacheMiB;
  std::string sarifProfile;
  std::string authoredBy;
  std::string action; ///< facts, cache: what to do
};

/// A value that may be given several times; the last one counts, as in Clang's tools.
void single(CLI::App &app, const std::string &names, std::string &value, const std::string &type,
            const std::string &summary) {
  app.add_option(names, value, summary)->type_name(type)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

/// Each occurrence takes one value: without this a list would swallow the paths that follow.
void repeated(CLI::App &app, const std::string &names, std::vector<std::string> &values, const std::string &type,
              const std::string &summary) {
  app.add_option(names, values, summary)->type_name(type)->allow_extra_args(false);
}

void addCompilation(CLI::App &app, Options &options) {
  single(app, "-p,--build", options.buildDirectory, "DIR",
         "where compile_commands.json is; otherwise it is searched for");
  repeated(app, "--extra-arg", options.extraArguments, "ARG", "a flag to add to every compile command; repeatable");
}

void addConfiguration(CLI::App &app, Options &options) {
  single(app, "--config", options.config, "FILE", "read this configuration in place of the .clang-tell in the tree");
  app.add_flag("--no-config", options.noConfig, "read no configuration");
}

void addExtraction(CLI::App &app, Options &options, Raw &raw) {
  addCompilation(app, options);
  single(app, "--cache-dir", options.cacheDirectory, "DIR", "where facts are kept between runs");
  app.add_flag("--no-cache", options.noCache, "neither use nor fill the cache");
  single(app, "--cache-size", raw.cacheMiB, "MIB", "how much the cache may hold; otherwise 2048");
  single(app, "-j,--jobs", raw.jobs, "N", "units to analyze at a time; otherwise one for each processor");
  single(app, "--unit-timeout", raw.unitTimeout, "S", "give up on a unit after so many seconds");
  single(app, "--unit-memory", raw.unitMemory, "MIB", "give up on a unit that needs more memory");
  app.add_flag_callback(
      "--no-snapshot", [&options] { options.shareHeaders = false; },
      "parse every unit alone, also where units include the same standard headers");
}

void addPresentation(CLI::App &app, Options &options, Raw &raw) {
  app.add_flag("--allow-incomplete", options.allowIncomplete, "exit with 0 although some unit could not be analyzed");
  app.add_flag("--stats", options.stats, "say how long each stage took");
  app.add_flag("-q,--quiet", options.quiet, "no summary, notices or progress");
  app.add_flag("-v,--verbose", options.verbose, "all evidence, suppressed findings and all notifications");
  single(app, "--color", raw.color, "auto|always|never", "color the text");
  single(app, "--progress", raw.progress, "auto|always|never", "show progress on standard error");
  app.footer("What follows -- is taken as the flags of every unit in place of a compile database.\n" +
             std::string(kExitCodes));
}

void addAnalysis(CLI::App &app, Options &options, Raw &raw) {
  app.add_option("PATH", options.paths, "files and folders to report on; the whole project is analyzed either way")
      ->type_name("");
  addExtraction(app, options, raw);
  addConfiguration(app, options);
  repeated(app, "-o,--output", raw.outputs, "FMT[=FILE]|FILE",
           "a report; FILE alone tells the format by its extension; repeatable");
  repeated(app, "--facts", options.facts, "DIR|FILE", "link these facts in place of extracting; repeatable");
  addPresentation(app, options, raw);
}

std::unique_ptr<CLI::App> describe(const CommandName &command, Options &options, Raw &raw) {
  auto app = std::make_unique<CLI::App>(std::string(command.summary), "clang-tell " + std::string(command.name));
  switch (command.command) {
  case Command::Check:
    addAnalysis(*app, options, raw);
    single(*app, "--checks", options.checks, "GLOBS",
           "which checks run, as in clang-tidy: -tell-message-chain,tell-anemic-*");
    single(*app, "--fail-on", raw.failOn, "note|warning|error|never",
           "exit with 1 from this level on; otherwise what the configuration says, or from warnings on");
    single(*app, "--max-findings", raw.maxFindings, "N", "let pass so many findings at that level");
    single(*app, "--baseline", options.baseline, "FILE",
           "let pass what this baseline, or SARIF log of an earlier run, knows of");
    single(*app, "--since", options.since, "REV", "let pass what was there before the changes since this revision");
    app->add_flag("--staged", options.staged, "let pass what was there before the staged changes");
    single(*app, "--diff", options.diff, "FILE|-", "let pass what was there before the changes of this diff");
    repeated(*app, "--base-facts", options.baseFacts, "DIR|FILE",
             "let pass what these facts of the program before show; with a change, what is known of its other units");
    single(*app, "--authored-by", raw.authoredBy, "ai",
           "report only what stands in lines whose commits name a coding agent, or have a note under refs/notes/ai");
    app->add_flag("--fix", options.fix, "change the sources where that is safe");
    app->add_flag("--fix-preview", options.fixPreview, "print what --fix would change, as a diff");
    single(*app, "--export-fixes", options.exportFixes, "FILE",
           "write what --fix would change for clang-apply-replacements");
    app->add_flag("--exit-zero", options.exitZero,
                  "findings never make the exit code 1 (units that failed still make it 3: see --allow-incomplete)");
    single(*app, "--sarif-profile", raw.sarifProfile, "default|github",
           "github: what code scanning takes, without suppressed results");
    app->add_flag("--explain-exemptions", options.explainExemptions,
                  "say of each class and function on PATH that is not reported why (text and json)");
    break;
  case Command::Census:
    addAnalysis(*app, options, raw);
    app->add_flag("--baseline-strategies", options.baselineStrategies,
                  "add what published detection strategies (Data Class, Feature Envy) say, to compare with");
    break;
  case Command::Compare:
    app->add_option("OLD", raw.action, "a census or report in JSON, a SARIF log or a baseline")
        ->type_name("")
        ->required();
    app->add_option("NEW", options.paths, "another one")->type_name("")->expected(1)->required();
    repeated(*app, "-o,--output", raw.outputs, "text|json[=FILE]", "the form; otherwise text; repeatable");
    break;
  case Command::Index:
    app->add_option("PATH", options.paths, "files and folders that tell which project is meant")->type_name("");
    addExtraction(*app, options, raw);
    addPresentation(*app, options, raw);
    break;
  case Command::Explain:
    app->add_option("CHECK", options.paths, "the check's name")->type_name("")->expected(1)->required();
    break;
  case Command::Extract:
    app->add_option("FILE", options.paths, "the source file of the unit")->type_name("")->expected(1)->required();
    app->add_option("-o,--output", options.factsFile, "where the facts go")->type_name("FILE")->required();
    addCompilation(*app, options);
    break;
  case Command::DumpFacts:
    app->add_option("dump", raw.action, "print the facts as JSON")->type_name("")->required();
    app->add_option("FILE", options.paths, "the facts file")->type_name("")->expected(1)->required();
    break;
  case Command::CacheStats:
  case Command::CacheClean:
    app->add_option("ACTION", raw.action, "stats: say what the cache holds; clean: empty it")
        ->type_name("")
        ->required();
    single(*app, "--cache-dir", options.cacheDirectory, "DIR", "where facts are kept between runs");
    break;
  case Command::Completion:
    app->add_option("SHELL", options.paths, "bash, zsh or fish")->type_name("")->expected(1)->required();
    break;
  case Command::Baseline:
    addCompilation(*app, options);
    addConfiguration(*app, options);
    single(*app, "-o,--output", options.baseline, "FILE",
           "where it goes; otherwise clang-tell-baseline.txt at the root");
    app->add_flag("--prune", options.prune, "only drop from it what is not found any more");
    repeated(*app, "--facts", options.facts, "DIR|FILE", "link these facts in place of extracting; repeatable");
    single(*app, "-j,--jobs", raw.jobs, "N", "units to analyze at a time; otherwise one for each processor");
    app->add_flag("--allow-incomplete", options.allowIncomplete, "go on although some unit could not be analyzed");
    app->add_flag("-q,--quiet", options.quiet, "no notices");
    break;
  case Command::HookPreCommit:
  case Command::HookAgent:
    app->add_option("PROTOCOL", raw.action,
                    "pre-commit: judge what is staged; agent: read a tool's use as JSON from standard input")
        ->type_name("")
        ->required();
    app->add_option("FILE", options.paths, "pre-commit: taken and not needed, what is staged counts")->type_name("");
    addExtraction(*app, options, raw);
    addConfiguration(*app, options);
    single(*app, "--checks", options.checks, "GLOBS", "which checks run, as in clang-tidy");
    single(*app, "--fail-on", raw.failOn, "note|warning|error|never", "the level from which findings count");
    single(*app, "--baseline", options.baseline, "FILE", "let pass what this baseline knows of");
    break;
  case Command::Config:
    app->add_option("FILE", options.paths, "a file or folder; otherwise the working directory")
        ->type_name("")
        ->expected(0, 1);
    addConfiguration(*app, options);
    app->add_flag("--schema", options.schema, "print the JSON schema of the configuration in place of it");
    break;
  case Command::Init:
    app->add_option("DIR", options.paths, "the folder; otherwise the working directory")->type_name("")->expected(0, 1);
    break;
  case Command::ListChecks:
  case Command::Help:
  case Command::Version:
    break;
  }
  return app;
}

Status readNumber(std::string_view option, const std::string &text, unsigned smallest, unsigned largest, auto store) {
  if (text.empty())
    return {};
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < smallest || value > largest)
    return Error(fmt::format("{} takes a number from {} to {}, not '{}'", option, smallest, largest, text));
  store(value);
  return {};
}

Status readWord(std::string_view option, const std::string &text, std::span<const std::string_view> words, auto store) {
  if (text.empty())
    return {};
  const auto found = std::ranges::find(words, text);
  if (found == words.end())
    return Error(unknown(fmt::format("value of {}", option), text, words));
  store(static_cast<std::size_t>(found - words.begin()));
  return {};
}

Status readOutputs(const std::vector<std::string> &texts, Options &options) {
  for (const std::string &text : texts) {
    auto output = parseOutput(text);
    if (!output)
      return output.error();
    if (!output->format->unavailable.empty())
      return Error(fmt::format("can't write '{}': {}", output->format->name, output->format->unavailable));
    if (options.command == Command::Census && output->format->census == nullptr)
      return Error(fmt::format("a census can't be written as '{}'; use text, html or json", output->format->name));
    if (options.command == Command::Compare && output->format->name != "text" && output->format->name != "json")
      return Error(fmt::format("a comparison can't be written as '{}'; use text or json", output->format->name));
    const auto same = [&](const Output &other) { return other.file == output->file; };
    if (std::ranges::any_of(options.outputs, same))
      return Error(output->file.empty() ? "only one report can go to standard output"
                                        : fmt::format("two reports would go to '{}'", output->file));
    options.outputs.push_back(*output);
  }
  return {};
}

/// The raw values into their places; the first that is wrong is the error.
Status readValues(const Raw &raw, Options &options) {
  static constexpr std::string_view kWhen[] = {"auto", "always", "never"};
  static constexpr std::string_view kProfiles[] = {"default", "github"};
  static constexpr std::string_view kAuthors[] = {"ai"};
  static constexpr std::string_view kLevels[] = {"note", "warning", "error", "never"};
  const auto when = [](When &target) { return [&target](std::size_t index) { target = static_cast<When>(index); }; };
  const auto level = [&](std::size_t index) {
    options.failOn.emplace(index == 3 ? std::nullopt : std::optional(static_cast<Level>(index)));
  };
  const auto profile = [&](std::size_t index) { options.sarifProfile = static_cast<SarifProfile>(index); };
  const Status statuses[] = {
      readOutputs(raw.outputs, options),
      readWord("--fail-on", raw.failOn, kLevels, level),
      readWord("--color", raw.color, kWhen, when(options.color)),
      readWord("--sarif-profile", raw.sarifProfile, kProfiles, profile),
      readWord("--authored-by", raw.authoredBy, kAuthors, [&](std::size_t) { options.authoredByAi = true; }),
      readWord("--progress", raw.progress, kWhen, when(options.progress)),
      readNumber("--jobs", raw.jobs, 1, 1024, [&](unsigned n) { options.jobs = n; }),
      readNumber("--max-findings", raw.maxFindings, 0, 1'000'000, [&](unsigned n) { options.maxFindings = n; }),
      readNumber("--unit-timeout", raw.unitTimeout, 1, 86'400, [&](unsigned n) { options.unitTimeoutSeconds = n; }),
      readNumber("--cache-size", raw.cacheMiB, 1, 1U << 20U, [&](unsigned n) { options.cacheMiB = n; }),
      readNumber("--unit-memory", raw.unitMemory, 16, 1U << 20U, [&](unsigned n) { options.unitMemoryMiB = n; }),
  };
  const auto failed = std::ranges::find_if(statuses, [](const Status &status) { return !status.ok(); });
  if (failed != std::end(statuses))
    return *failed;
  if (options.noConfig && !options.config.empty())
    return Error("--config and --no-config contradict each other");
  const bool aboutCommands = !options.buildDirectory.empty() || !options.extraArguments.empty() || options.fixedFlags;
  if (!options.facts.empty() && aboutCommands)
    return Error("--facts leaves nothing to compile: --build, --extra-arg and -- have no meaning with it");
  if (options.command == Command::Compare)
    options.paths.insert(options.paths.begin(), raw.action);
  if (options.command == Command::DumpFacts && raw.action != "dump")
    return Error(fmt::format("unknown command 'facts {}'; did you mean 'facts dump'?", raw.action));
  if (options.command == Command::CacheStats && raw.action == "clean")
    options.command = Command::CacheClean;
  else if (options.command == Command::CacheStats && raw.action != "stats")
    return Error(fmt::format("unknown command 'cache {}'; known are 'cache stats' and 'cache clean'", raw.action));
  if (options.command == Command::HookPreCommit && raw.action == "agent")
    options.command = Command::HookAgent;
  else if (options.command == Command::HookPreCommit && raw.action != "pre-commit")
    return Error(fmt::format("unknown command 'hook {}'; known are 'hook pre-commit' and 'hook agent'", raw.action));
  if ((options.since.empty() ? 0 : 1) + (options.staged ? 1 : 0) + (options.diff.empty() ? 0 : 1) > 1)
    return Error("--since, --staged and --diff exclude each other");
  if (options.fix && options.fixPreview)
    return Error("--fix and --fix-preview contradict each other");
  const bool toOutput = std::ranges::any_of(options.outputs, [](const Output &each) { return each.file.empty(); });
  if (options.fixPreview && toOutput)
    return Error("only one report can go to standard output, and --fix-preview takes it");
  if (!options.facts.empty() && (!options.since.empty() || options.staged || !options.diff.empty()))
    return Error("--facts leaves nothing to extract: --since, --staged and --diff have no meaning with it");
  return {};
}

/// The error for arguments that no option or positional takes.
Error unexpected(const CLI::App &app) {
  const std::string argument = app.remaining().empty() ? "" : app.remaining().front();
  if (!argument.starts_with('-'))
    return Error(fmt::format("unexpected argument '{}'", argument));
  std::vector<std::string> names;
  for (const CLI::Option *option : app.get_options()) {
    for (const std::string &name : option->get_lnames())
      names.push_back("--" + name);
    for (const std::string &name : option->get_snames())
      names.push_back("-" + name);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  return Error(unknown("option", argument.substr(0, argument.find('=')), known));
}

/// `--checks -tell-x` and `--extra-arg -DX` have values that look like options: they are tied to their option.
std::vector<std::string> tied(std::vector<std::string> arguments) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if ((arguments[i] == "--checks" || arguments[i] == "--extra-arg") && i + 1 < arguments.size()) {
      result.push_back(arguments[i] + "=" + arguments[i + 1]);
      ++i;
    } else {
      result.push_back(std::move(arguments[i]));
    }
  }
  return result;
}

Result<Options> parseCommand(const CommandName &command, std::vector<std::string> arguments, Options options) {
  options.command = command.command;
  Raw raw;
  const auto app = describe(command, options, raw);
  const auto inContext = [&](const Error &error) { return error.in(command.name); };
  try {
    arguments = tied(std::move(arguments));
    std::ranges::reverse(arguments); // as CLI11 takes them
    app->parse(arguments);
  } catch (const CLI::CallForHelp &) {
    options.command = Command::Help;
    options.help = app->help();
    return options;
  } catch (const CLI::ExtrasError &) {
    return inContext(unexpected(*app));
  } catch (const CLI::RequiredError &error) {
    const std::string what = error.what();
    return inContext(Error("missing " + what.substr(0, what.find(" is required"))));
  } catch (const CLI::ArgumentMismatch &error) {
    const std::string what = error.what();
    return inContext(Error(fmt::format("{} needs a value", what.substr(0, what.find(':')))));
  } catch (const CLI::ParseError &error) {
    return inContext(Error(error.what()));
  }
  if (const Status status = readValues(raw, options); !status)
    return inContext(status.error());
  return options;
}

} // namespace

std::vector<CommandHelp> commandHelp() {
  std::vector<CommandHelp> commands;
  for (const CommandName &command : kCommands) {
    Options options;
    Raw raw;
    const auto app = describe(command, options, raw);
    CommandHelp help{std::string(command.name), std::string(command.summary), {}, {}, compiles(command.command)};
    for (const CLI::Option *option :
         app->get_options([](const CLI::Option *each) { return !each->check_lname("help"); })) {
      ArgumentHelp argument;
      for (const std::string &name : option->get_snames())
        argument.names.push_back("-" + name);
      for (const std::string &name : option->get_lnames())
        argument.names.push_back("--" + name);
      argument.value = option->get_positional() ? option->get_name(true) : option->get_type_name();
      argument.summary = option->get_description();
      argument.repeatable =
          option->get_expected_max() > 1 && option->get_multi_option_policy() == CLI::MultiOptionPolicy::Throw;
      argument.required = option->get_required();
      (argument.names.empty() ? help.positionals : help.options).push_back(std::move(argument));
    }
    commands.push_back(std::move(help));
  }
  return commands;
}

Result<Output> parseOutput(const std::string &text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  if (const Format *format = formatNamed(name)) {
    if (equals == std::string::npos)
      return Output{format, ""};
    const std::string file = text.substr(equals + 1);
    if (file.empty())
      return Error(fmt::format("--output {}: no file is named", text));
    return Output{format, file == "-" ? "" : file};
  }
  if (equals == std::string::npos) {
    if (const Format *format = formatOfFile(text))
      return Output{format, text};
    if (text.find_first_of("./") != std::string::npos)
      return Error(fmt::format("--output {0}: its name tells no format; write FMT={0}", text));
  }
  std::vector<std::string_view> known;
  for (const Format &format : formats())
    known.push_back(format.name);
  std::string message = unknown("format", name, known);
  if (!message.ends_with("?"))
    message += fmt::format("; known are {}", fmt::join(known, ", "));
  return Error(message);
}

Result<Options> parseOptions(std::vector<std::string> arguments) {
  Options options;
  if (arguments.empty())
    return Error("no command; 'clang-tell --help' lists them");
  const std::string first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    options.command = Command::Help;
    options.help = overview();
    return options;
  }
  if (first == "--version") {
    options.command = Command::Version;
    return options;
  }
  const auto command = std::ranges::find(kCommands, first, &CommandName::name);
  if (command == std::end(kCommands)) {
    std::error_code ignored;
    if (std::filesystem::exists(first, ignored))
      return Error(fmt::format("unknown command '{0}'; did you mean 'clang-tell check {0}'?", first));
    if (first.starts_with('-'))
      return Error(fmt::format("'{}' must follow a command, such as 'clang-tell check'", first));
    std::vector<std::string_view> known;
    std::ranges::transform(kCommands, std::back_inserter(known), &CommandName::name);
    return Error(unknown("command", first, known));
  }
  arguments.erase(arguments.begin());
  if (const auto dashes = std::ranges::find(arguments, "--"); compiles(command->command) && dashes != arguments.end()) {
    options.fixedFlags.emplace(std::next(dashes), arguments.end());
    arguments.erase(dashes, arguments.end());
  }
  return parseCommand(*command, std::move(arguments), std::move(options));
}

} // namespace tell
