// Headers that several units share must change no fact. Each test gives the gates something to get wrong: what is
// compared is the units' encoded facts, with shared headers and without.

#include "extract/worker_pool.hpp"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extract/snapshot.hpp"
#include "extract_support.hpp"
#include "facts/codec.hpp"

namespace tell {
namespace {

using test::Files;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<UnitOutcome> extractAllOf(const std::vector<CompileCommand> &commands, const std::string &root,
                                      bool share) {
  const ProjectScope scope(root);
  ExtractOptions options;
  options.scope = &scope;
  PoolOptions pool;
  pool.jobs = 2;
  pool.shareHeaders = share;
  return extractAll(commands, options, pool);
}

std::string bytesOf(const UnitOutcome &outcome) {
  return outcome.state == UnitOutcome::State::Extracted ? facts::encode(outcome.facts) : outcome.reason;
}

/// Two units with one another's headers: `unit.cpp`, and `other.cpp` with the same includes of standard headers and
/// nothing else. What became of `unit.cpp`; its facts are compared with those of the unit alone.
UnitOutcome sharedOutcome(const std::string &code, const std::vector<std::string> &headers, const Files &files = {},
                          const std::vector<std::string> &flags = {}) {
  const TemporaryFolder folder;
  for (const auto &[name, contents] : files)
    folder.write(name, contents);
  folder.write("unit.cpp", code);
  std::string other;
  for (const std::string &header : headers)
    other += "#include <" + header + ">\n";
  folder.write("other.cpp", other);
  std::vector<CompileCommand> commands{test::commandFor(folder.path(), flags), test::commandFor(folder.path(), flags)};
  commands[1].file = folder.path() + "/other.cpp";
  commands[1].arguments.back() = commands[1].file;
  std::vector<UnitOutcome> shared = extractAllOf(commands, folder.path(), true);
  const std::vector<UnitOutcome> alone = extractAllOf(commands, folder.path(), false);
  for (std::size_t unit = 0; unit < commands.size(); ++unit)
    EXPECT_TRUE(bytesOf(shared[unit]) == bytesOf(alone[unit])) << commands[unit].file;
  EXPECT_EQ(shared[1].readAlone, "");
  return std::move(shared[0]);
}

TEST(Snapshot, SharesWhatTheUnitsInclude) {
  const UnitOutcome unit = sharedOutcome("#include <vector>\n#include <string>\n"
                                         "struct Names { std::vector<std::string> all; };\n",
                                         {"string", "vector"});
  EXPECT_EQ(unit.sharedHeaders, 2U);
  EXPECT_EQ(unit.readAlone, "");
}

TEST(Snapshot, SharesHeadersThatStandBehindOtherText) {
  const UnitOutcome unit = sharedOutcome("#include \"first.hpp\"\n#include <vector>\nstd::vector<First> all;\n",
                                         {"vector"}, {{"first.hpp", "#pragma once\nstruct First { int i; };\n"}});
  EXPECT_EQ(unit.sharedHeaders, 1U);
  EXPECT_EQ(unit.readAlone, "");
}

TEST(Snapshot, GivesNoUnitAHeaderOfOthers) {
  const UnitOutcome unit = sharedOutcome("#include <vector>\nstd::vector<int> all;\n", {"vector", "map"});
  EXPECT_EQ(unit.sharedHeaders, 1U);
  for (const facts::File &file : unit.facts.files)
    EXPECT_THAT(std::string(unit.facts.string(file.path)), testing::Not(testing::EndsWith("/map")));
}

TEST(Snapshot, SharesNothingBetweenDifferentFlags) {
  std::vector<ScannedUnit> units(2);
  units[0] = {.group = "-DA", .headers = {"vector"}};
  units[1] = {.group = "-DB", .headers = {"vector"}};
  EXPECT_THAT(planSnapshots(units).nodes, IsEmpty());
}

TEST(Snapshot, PlansABeginningThatUnitsHaveInCommon) {
  std::vector<ScannedUnit> units(4);
  for (ScannedUnit &unit : units)
    unit.group = "one";
  units[0].headers = {"map", "string"};
  units[1].headers = {"string", "vector"};
  units[2].headers = {"string", "vector", "map"};
  units[3].headers = {"deque"};
  const SnapshotPlan plan = planSnapshots(units);
  ASSERT_EQ(plan.nodes.size(), 2U);
  EXPECT_THAT(plan.nodes[0].headers, ElementsAre("string"));
  EXPECT_THAT(plan.nodes[0].units, ElementsAre(1));
  EXPECT_THAT(plan.nodes[1].headers, ElementsAre("map"));
  EXPECT_EQ(plan.nodes[1].parent, 0U);
  EXPECT_THAT(plan.nodes[1].units, ElementsAre(0, 2));
  EXPECT_EQ(plan.nodeOf[3], SnapshotPlan::kAlone);
}

// --- the gates

TEST(SnapshotGate, AMacroThatAHeaderNamesIsDefinedBeforeIt) {
  const UnitOutcome unit = sharedOutcome("#define private public\n#include <vector>\n"
                                         "struct Names { std::vector<int> all; };\n",
                                         {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("changes the macro 'private'"));
}

TEST(SnapshotGate, AFeatureMacroIsDefinedInAProjectHeader) {
  const UnitOutcome unit = sharedOutcome("#include \"config.hpp\"\n#include <string>\nstd::string name;\n", {"string"},
                                         {{"config.hpp", "#define _GLIBCXX_USE_CXX11_ABI 0\n"}});
  EXPECT_THAT(unit.readAlone, HasSubstr("'_GLIBCXX_USE_CXX11_ABI'"));
}

TEST(SnapshotGate, AMacroIsUndefinedBeforeAHeaderThatNamesIt) {
  const UnitOutcome unit = sharedOutcome("#undef __cplusplus\n#define __cplusplus 201703L\n#include <string>\n"
                                         "std::string name;\n",
                                         {"string"});
  EXPECT_THAT(unit.readAlone, HasSubstr("'__cplusplus'"));
}

TEST(SnapshotGate, TextAsksForAMacroThatAHeaderDefinesLater) {
  const UnitOutcome unit = sharedOutcome("#ifdef _GLIBCXX_VECTOR\nstruct Late {};\n#else\nstruct Early {};\n#endif\n"
                                         "#include <vector>\n",
                                         {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("uses the macro '_GLIBCXX_VECTOR'"));
}

TEST(SnapshotGate, TextUsesANameThatAHeaderMakesAMacroLater) {
  const UnitOutcome unit =
      sharedOutcome("struct Limits { int UINT8_MAX_; int CHAR_BIT; };\n#include <climits>\n", {"climits"});
  EXPECT_THAT(unit.readAlone, HasSubstr("uses the macro 'CHAR_BIT'"));
}

TEST(SnapshotGate, ABodyCallsAnOverloadThatAHeaderDeclaresLater) {
  const UnitOutcome unit = sharedOutcome("int floor(int value);\n"
                                         "struct Amount { double value; int whole() const { return floor(value); } };\n"
                                         "#include <math.h>\n",
                                         {"math.h"});
  EXPECT_THAT(unit.readAlone, HasSubstr("'floor' is named before"));
}

TEST(SnapshotGate, TheTextDeclaresWhatAHeaderDeclaresLater) {
  const UnitOutcome unit = sharedOutcome("extern \"C\" int abs(int) noexcept;\n"
                                         "struct Amount { int value; int size() const { return abs(value); } };\n"
                                         "#include <stdlib.h>\n",
                                         {"stdlib.h"});
  EXPECT_THAT(unit.readAlone, HasSubstr("'abs' is named before"));
}

TEST(SnapshotGate, AHeaderThatTheScanExpectsIsNotIncluded) {
  // The scan does not read other people's headers, so it does not know the macro.
  const TemporaryFolder foreign;
  foreign.write("setting.h", "#define NO_VECTOR\n");
  const UnitOutcome unit = sharedOutcome("#include <setting.h>\n#ifndef NO_VECTOR\n#include <vector>\n#endif\n"
                                         "struct Empty {};\n",
                                         {"vector"}, {}, {"-isystem", foreign.path()});
  EXPECT_THAT(unit.readAlone, HasSubstr("is not included"));
}

TEST(SnapshotGate, AnIncludeStandsInsideBraces) {
  const UnitOutcome unit = sharedOutcome("namespace mine {\n#include <climits>\nstruct Inner {};\n}\n", {"climits"});
  EXPECT_THAT(unit.readAlone, HasSubstr("is included inside braces"));
}

TEST(SnapshotGate, APragmaChangesAMacro) {
  const UnitOutcome unit = sharedOutcome("#pragma push_macro(\"private\")\n#define private public\n#include <vector>\n"
                                         "#pragma pop_macro(\"private\")\nstruct Names { std::vector<int> all; };\n",
                                         {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("macro"));
}

TEST(SnapshotGate, TheUnitAsksForItsMainFile) {
  const UnitOutcome unit = sharedOutcome("#include <vector>\n#if __INCLUDE_LEVEL__ == 0\nstruct Main {};\n#endif\n"
                                         "const char *base() { return __BASE_FILE__; }\n",
                                         {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("which file is the main file"));
}

TEST(SnapshotGate, TheMainFileIncludesItself) {
  const UnitOutcome unit = sharedOutcome("#include <vector>\n#ifndef TWICE\n#define TWICE\n#include \"unit.cpp\"\n"
                                         "struct Once {};\n#endif\n",
                                         {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("the main file is included"));
}

TEST(SnapshotGate, TheMainFileCallsItselfASystemHeader) {
  const UnitOutcome unit =
      sharedOutcome("#pragma GCC system_header\n#include <vector>\nstruct Kept { int i; };\n", {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("pragma in the main file"));
}

TEST(SnapshotGate, AnErrorIsLookedAtWithoutSharedHeaders) {
  const UnitOutcome unit = sharedOutcome("#include <vector>\nstruct Broken { Missing member; };\n", {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("error: unknown type name 'Missing'"));
  EXPECT_NE(unit.facts.flags & facts::kUnitErrors, 0U);
}

TEST(SnapshotGate, NamesThatBecomeAmbiguousAreAnError) {
  const UnitOutcome unit = sharedOutcome("namespace std {}\nusing namespace std;\nstruct vector { int x; };\n"
                                         "struct Point { vector where; };\n#include <vector>\n",
                                         {"vector"});
  EXPECT_THAT(unit.readAlone, HasSubstr("error: "));
  EXPECT_EQ(unit.facts.flags & facts::kUnitErrors, 0U);
}

TEST(SnapshotGate, TheUnitsTextCannotStopIt) {
  const UnitOutcome unit =
      sharedOutcome("#include <vector>\n#pragma clang_tell_go_on\nstruct Kept { int i; };\n", {"vector"});
  EXPECT_EQ(unit.readAlone, "");
  EXPECT_EQ(unit.sharedHeaders, 1U);
}

TEST(SnapshotGate, AForcedIncludeComesFirst) {
  const UnitOutcome unit = sharedOutcome("#include <vector>\nFORCED_TYPE member;\nstd::vector<int> all;\n", {"vector"},
                                         {{"forced.hpp", "#pragma once\n#include <string>\n#define FORCED_TYPE int\n"}},
                                         {"-include", "forced.hpp"});
  EXPECT_EQ(unit.readAlone, "");
  EXPECT_EQ(unit.sharedHeaders, 2U);
}

TEST(SnapshotGate, AFileThatVanishesIsAFailureAsAlways) {
  const TemporaryFolder folder;
  folder.write("one.cpp", "#include <vector>\n");
  folder.write("two.cpp", "#include <vector>\n");
  std::vector<CompileCommand> commands(3, test::commandFor(folder.path()));
  const char *const names[] = {"/one.cpp", "/two.cpp", "/gone.cpp"};
  for (std::size_t unit = 0; unit < commands.size(); ++unit)
    commands[unit].arguments.back() = commands[unit].file = folder.path() + names[unit];
  const std::vector<UnitOutcome> outcomes = extractAllOf(commands, folder.path(), true);
  EXPECT_EQ(outcomes[1].state, UnitOutcome::State::Extracted);
  EXPECT_EQ(outcomes[2].state, UnitOutcome::State::Failed);
}

// --- whole programs

/// The sources below a folder, with the folders called `include` beside them and `src` on the search path.
std::vector<CompileCommand> commandsBelow(const std::filesystem::path &folder, const std::string &standard) {
  std::vector<CompileCommand> commands;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp")
      continue;
    CompileCommand command;
    command.directory = folder.string();
    command.file = entry.path().string();
    command.arguments = {"clang++", standard,    "-I" + (folder / "include").string(), "-I" + (folder / "src").string(),
                         "-c",      command.file};
    commands.push_back(std::move(command));
  }
  std::ranges::sort(commands, {}, &CompileCommand::file);
  return commands;
}

/// Compares the facts of all units with shared headers and without. How many share headers.
std::size_t compareAll(const std::vector<CompileCommand> &commands, const std::string &root) {
  const std::vector<UnitOutcome> shared = extractAllOf(commands, root, true);
  const std::vector<UnitOutcome> alone = extractAllOf(commands, root, false);
  std::size_t sharing = 0;
  for (std::size_t unit = 0; unit < commands.size(); ++unit) {
    EXPECT_EQ(alone[unit].state, UnitOutcome::State::Extracted) << commands[unit].file;
    EXPECT_TRUE(bytesOf(shared[unit]) == bytesOf(alone[unit])) << commands[unit].file;
    sharing += shared[unit].sharedHeaders != 0 ? 1 : 0;
  }
  return sharing;
}

TEST(SnapshotPrograms, FixturesGiveTheSameFacts) {
  const std::vector<CompileCommand> commands =
      commandsBelow(std::filesystem::path(TELL_SOURCE_DIR) / "fixtures", "-std=c++20");
  ASSERT_GT(commands.size(), 200U);
  EXPECT_GT(compareAll(commands, TELL_SOURCE_DIR), commands.size() / 4);
}

/// The labelled programs beside the repository, or where the environment says; each is a project of its own.
TEST(SnapshotPrograms, LabelledProgramsGiveTheSameFacts) {
  const char *const elsewhere = std::getenv("TELL_PROGRAMS");
  const std::filesystem::path programs =
      elsewhere ? std::filesystem::path(elsewhere)
                : std::filesystem::path(TELL_SOURCE_DIR).parent_path() / "shared" / "corpus" / "programs";
  if (!std::filesystem::is_directory(programs))
    GTEST_SKIP() << "no labelled programs at " << programs;
  std::size_t compared = 0;
  for (const auto &program : std::filesystem::directory_iterator(programs)) {
    const std::vector<CompileCommand> commands = commandsBelow(program.path(), "-std=c++20");
    ASSERT_FALSE(commands.empty()) << program.path();
    EXPECT_GT(compareAll(commands, program.path().string()), commands.size() / 2) << program.path();
    ++compared;
  }
  EXPECT_GT(compared, 0U);
}

} // namespace
} // namespace tell
