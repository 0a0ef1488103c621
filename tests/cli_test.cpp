#include "cli/command_help.hpp"
#include "cli/console.hpp"
#include "cli/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tell {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Options parsed(std::vector<std::string> arguments) {
  auto options = parseOptions(std::move(arguments));
  EXPECT_TRUE(options.ok()) << options.error().message();
  return options.ok() ? *options : Options();
}

std::string rejected(std::vector<std::string> arguments) {
  const auto options = parseOptions(std::move(arguments));
  return options.ok() ? "(accepted)" : options.error().message();
}

TEST(Options, DefaultsAreTheContracts) {
  const Options options = parsed({"check"});
  EXPECT_EQ(options.command, Command::Check);
  EXPECT_FALSE(options.failOn) << "the configuration's counts";
  EXPECT_THAT(options.paths, IsEmpty());
  EXPECT_THAT(options.outputs, IsEmpty());
  EXPECT_FALSE(options.exitZero || options.allowIncomplete || options.stats || options.quiet || options.verbose);
  EXPECT_EQ(options.color, When::Auto);
  EXPECT_FALSE(options.fixedFlags);
}

TEST(Options, FactsExcludeCompiling) {
  for (const char *other : {"-pbuild", "--extra-arg=-DX", "--"})
    EXPECT_THAT(rejected({"check", "--facts=f", other}), HasSubstr("--facts leaves nothing to compile"));
}

TEST(Options, RefuseAFormatThatThisBuildLeavesOut) {
  const std::string why(formatNamed("html")->unavailable);
  EXPECT_EQ(rejected({"check", "-o", "report.html"}), why.empty() ? "(accepted)" : "check: can't write 'html': " + why);
}

TEST(Options, ListsDontSwallowPaths) {
  const Options options = parsed(
      {"check", "-o", "json", "src", "--extra-arg", "-DA", "b.cpp", "--extra-arg=-DB", "c.cpp", "-o", "x.sarif"});
  EXPECT_THAT(options.paths, ElementsAre("src", "b.cpp", "c.cpp"));
  EXPECT_THAT(options.extraArguments, ElementsAre("-DA", "-DB"));
  const Options linking = parsed({"check", "--facts", "f1", "c.cpp", "--facts=f2"});
  EXPECT_THAT(linking.facts, ElementsAre("f1", "f2"));
  EXPECT_THAT(linking.paths, ElementsAre("c.cpp"));
  ASSERT_EQ(options.outputs.size(), 2U);
  EXPECT_EQ(options.outputs[0].format->name, "json");
  EXPECT_EQ(options.outputs[0].file, "");
  EXPECT_EQ(options.outputs[1].format->name, "sarif");
  EXPECT_EQ(options.outputs[1].file, "x.sarif");
}

TEST(Options, FlagsAfterTwoDashes) {
  const Options options = parsed({"check", "a.cpp", "--", "-std=c++20", "--", "-o"});
  EXPECT_THAT(options.paths, ElementsAre("a.cpp"));
  ASSERT_TRUE(options.fixedFlags);
  EXPECT_THAT(*options.fixedFlags, ElementsAre("-std=c++20", "--", "-o"));
  EXPECT_THAT(*parsed({"check", "--"}).fixedFlags, IsEmpty());
}

TEST(Options, ValuesThatLookLikeOptions) {
  EXPECT_EQ(parsed({"check", "--checks", "-tell-message-chain,tell-anemic-*"}).checks,
            "-tell-message-chain,tell-anemic-*");
  EXPECT_EQ(parsed({"check", "--checks=-*"}).checks, "-*");
  EXPECT_THAT(parsed({"check", "--extra-arg=-Ix", "--extra-arg", "-Wall"}).extraArguments, ElementsAre("-Ix", "-Wall"));
}

TEST(Options, EveryOptionArrives) {
  const Options options = parsed({"check", "-p", "out", "-j4", "--unit-timeout", "7", "--unit-memory=2048",
                                  "--allow-incomplete", "--stats", "-q", "-v", "--color", "always", "--progress=never",
                                  "--fail-on", "never", "--exit-zero", "--max-findings", "3"});
  EXPECT_EQ(options.buildDirectory, "out");
  EXPECT_EQ(options.jobs, 4U);
  EXPECT_EQ(options.unitTimeoutSeconds, 7U);
  EXPECT_EQ(options.unitMemoryMiB, 2048U);
  EXPECT_TRUE(options.allowIncomplete && options.stats && options.quiet && options.verbose && options.exitZero);
  EXPECT_EQ(options.color, When::Always);
  EXPECT_EQ(options.progress, When::Never);
  ASSERT_TRUE(options.failOn);
  EXPECT_EQ(*options.failOn, std::nullopt);
  EXPECT_EQ(options.maxFindings, 3U);
  EXPECT_EQ(parsed({"check", "--fail-on=error", "--fail-on=note"}).failOn, std::optional(std::optional(Level::Note)))
      << "the last one counts";
}

TEST(Options, OtherCommands) {
  EXPECT_EQ(parsed({"census", "src"}).command, Command::Census);
  EXPECT_FALSE(parsed({"census"}).baselineStrategies);
  EXPECT_TRUE(parsed({"census", "--baseline-strategies"}).baselineStrategies);
  EXPECT_EQ(parsed({"list-checks"}).command, Command::ListChecks);
  EXPECT_THAT(parsed({"explain", "tell-anemic-class"}).paths, ElementsAre("tell-anemic-class"));
  const Options extract = parsed({"extract", "a.cpp", "-o", "a.facts", "-p", "build", "--", "-DX"});
  EXPECT_EQ(extract.command, Command::Extract);
  EXPECT_EQ(extract.factsFile, "a.facts");
  EXPECT_THAT(extract.paths, ElementsAre("a.cpp"));
  EXPECT_THAT(*extract.fixedFlags, ElementsAre("-DX"));
  const Options dump = parsed({"facts", "dump", "a.facts"});
  EXPECT_EQ(dump.command, Command::DumpFacts);
  EXPECT_THAT(dump.paths, ElementsAre("a.facts"));
  EXPECT_EQ(parsed({"--version"}).command, Command::Version);
  EXPECT_THAT(parsed({"--help"}).help, HasSubstr("list-checks"));
  const Options help = parsed({"check", "--help"});
  EXPECT_EQ(help.command, Command::Help);
  EXPECT_THAT(help.help, HasSubstr("--unit-memory"));
}

TEST(Options, ErrorsNameTheNearest) {
  EXPECT_EQ(rejected({}), "no command; 'clang-tell --help' lists them");
  EXPECT_EQ(rejected({"chek"}), "unknown command 'chek'; did you mean 'check'?");
  EXPECT_EQ(rejected({"-q", "check"}), "'-q' must follow a command, such as 'clang-tell check'");
  EXPECT_EQ(rejected({"/"}), "unknown command '/'; did you mean 'clang-tell check /'?");
  EXPECT_EQ(rejected({"check", "--chekcs=x"}), "check: unknown option '--chekcs'; did you mean '--checks'?");
  EXPECT_EQ(rejected({"check", "--fail-on", "warnings"}),
            "check: unknown value of --fail-on 'warnings'; did you mean 'warning'?");
  EXPECT_EQ(rejected({"check", "--color=sometimes"}), "check: unknown value of --color 'sometimes'");
  EXPECT_EQ(rejected({"check", "-j", "many"}), "check: --jobs takes a number from 1 to 1024, not 'many'");
  EXPECT_EQ(rejected({"check", "-j0"}), "check: --jobs takes a number from 1 to 1024, not '0'");
  EXPECT_EQ(rejected({"check", "--unit-timeout=-1"}), "check: --unit-timeout takes a number from 1 to 86400, not '-1'");
  EXPECT_EQ(rejected({"check", "--build"}), "check: --build needs a value");
  EXPECT_EQ(rejected({"census", "--fail-on=note"}), "census: unknown option '--fail-on'");
  EXPECT_EQ(rejected({"check", "--baseline-strategies"}), "check: unknown option '--baseline-strategies'");
  EXPECT_EQ(rejected({"list-checks", "x"}), "list-checks: unexpected argument 'x'");
  EXPECT_EQ(rejected({"explain"}), "explain: missing CHECK");
  EXPECT_EQ(rejected({"extract", "a.cpp"}), "extract: missing --output");
  EXPECT_EQ(rejected({"facts", "drop", "x"}), "facts: unknown command 'facts drop'; did you mean 'facts dump'?");
}

TEST(Options, Outputs) {
  EXPECT_EQ(rejected({"check", "-o", "sarfi"}), "check: unknown format 'sarfi'; did you mean 'sarif'?");
  EXPECT_THAT(rejected({"check", "-o", "pdf=x.pdf"}),
              testing::StartsWith("check: unknown format 'pdf'; known are agent, github, "));
  EXPECT_EQ(rejected({"check", "-o", "out/report"}),
            "check: --output out/report: its name tells no format; write FMT=out/report");
  EXPECT_EQ(rejected({"check", "-o", "sarif="}), "check: --output sarif=: no file is named");
  EXPECT_EQ(rejected({"check", "-o", "text", "-o", "json=-"}), "check: only one report can go to standard output");
  EXPECT_EQ(rejected({"check", "-o", "a.json", "-o", "sarif=a.json"}), "check: two reports would go to 'a.json'");
  EXPECT_EQ(rejected({"census", "-o", "sarif"}),
            "census: a census can't be written as 'sarif'; use text, html or json");
  EXPECT_EQ(parseOutput("sarif=a=b.x")->file, "a=b.x");
  EXPECT_EQ(parseOutput("dir/x.json")->format->name, "json");
}

TEST(CommandHelp, TellsWhatTheParserTakes) {
  const std::vector<CommandHelp> commands = commandHelp();
  const auto check = std::ranges::find(commands, "check", &CommandHelp::name);
  ASSERT_NE(check, commands.end());
  EXPECT_TRUE(check->takesFlags);
  ASSERT_EQ(check->positionals.size(), 1U);
  EXPECT_EQ(check->positionals[0].value, "PATH");
  EXPECT_TRUE(check->positionals[0].repeatable);
  EXPECT_FALSE(check->positionals[0].required);
  const auto named = [&](const std::string &name) {
    const auto option = std::ranges::find_if(check->options, [&](const ArgumentHelp &each) {
      return std::ranges::find(each.names, name) != each.names.end();
    });
    return option == check->options.end() ? ArgumentHelp{} : *option;
  };
  EXPECT_THAT(named("-o").names, testing::ElementsAre("-o", "--output"));
  EXPECT_TRUE(named("-o").repeatable);
  EXPECT_EQ(named("--build").value, "DIR");
  EXPECT_FALSE(named("--build").repeatable) << "the last one counts";
  EXPECT_EQ(named("--stats").value, "");
  EXPECT_TRUE(named("--help").names.empty());
}

TEST(CommandHelp, ReadsOffWhatAValueMayBe) {
  EXPECT_THAT(valueHelp("auto|always|never").words, testing::ElementsAre("auto", "always", "never"));
  EXPECT_TRUE(valueHelp("DIR").folders);
  EXPECT_TRUE(valueHelp("DIR|FILE").files);
  EXPECT_THAT(valueHelp("DIR|FILE").words, testing::IsEmpty());
  EXPECT_THAT(valueHelp("FMT[=FILE]|FILE").words, testing::Contains("sarif"));
  EXPECT_THAT(valueHelp("CHECK").words, testing::Contains("tell-anemic-class"));
  EXPECT_THAT(valueHelp("N").words, testing::IsEmpty());
}

TEST(CacheOptions, SayWhereAndHowMuch) {
  const auto read = parseOptions({"index", "--cache-dir", "kept", "--cache-size", "64", "src"});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->command, Command::Index);
  EXPECT_EQ(read->cacheDirectory, "kept");
  EXPECT_EQ(read->cacheMiB, 64U);
  EXPECT_THAT(read->paths, ElementsAre("src"));
  EXPECT_EQ(parseOptions({"cache", "stats"})->command, Command::CacheStats);
  EXPECT_EQ(parseOptions({"cache", "clean", "--cache-dir=x"})->command, Command::CacheClean);
  EXPECT_FALSE(parseOptions({"cache", "empty"}).ok());
  EXPECT_FALSE(parseOptions({"check", "--cache-size", "0"}).ok());
}

TEST(Progress, TellsRateAndWhatIsLeft) {
  using std::chrono::seconds;
  EXPECT_EQ(progressText(400, 1000, 0, seconds(0)), "[400/1000] units");
  EXPECT_EQ(progressText(500, 1000, 100, seconds(50)), "[500/1000] units, 2.0/s, 4 min 10 s left");
  EXPECT_EQ(progressText(999, 1000, 10, seconds(4)), "[999/1000] units, 2.5/s, 1 s left");
  EXPECT_EQ(progressText(1000, 1000, 10, seconds(4)), "[1000/1000] units, 2.5/s, 0 s left");
}

} // namespace
} // namespace tell
