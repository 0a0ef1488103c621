// Runs the pipeline on every program below fixtures/ and compares what it finds with what the program says.

#include "cli/pipeline.hpp"
#include "fixture_support.hpp"
#include "model/describe.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace tell {
namespace {

using fixtures::Expectations;

const fs::path kFixtures = fs::path(TELL_SOURCE_DIR) / "fixtures";

/// A file, or a folder of several: one program.
struct FixtureProgram {
  fs::path path;

  [[nodiscard]] std::string name() const {
    std::string name = path.lexically_relative(kFixtures).replace_extension().generic_string();
    std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
  }

  /// Its C++ files relative to where it stands, sorted; sources only, or headers and build files too.
  [[nodiscard]] std::vector<std::string> files(bool headers) const {
    if (!fs::is_directory(path))
      return {path.filename().string()};
    std::vector<std::string> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(path)) {
      const std::string extension = entry.path().extension().string();
      const bool besides = extension == ".hpp" || extension == ".h" || entry.path().filename() == "CMakeLists.txt";
      if (extension == ".cpp" || (headers && besides))
        files.push_back(entry.path().lexically_relative(path).generic_string());
    }
    std::ranges::sort(files);
    return files;
  }

  [[nodiscard]] fs::path folder() const { return fs::is_directory(path) ? path : path.parent_path(); }
};

std::ostream &operator<<(std::ostream &out, const FixtureProgram &program) {
  return out << program.path.lexically_relative(kFixtures).generic_string();
}

/// In each folder of fixtures/ every source is a program and every folder is one. Damaged inputs are no programs.
std::vector<FixtureProgram> allPrograms() {
  std::vector<FixtureProgram> programs;
  for (const fs::directory_entry &group : fs::directory_iterator(kFixtures)) {
    if (!group.is_directory() || group.path().filename() == "_malformed")
      continue;
    for (const fs::directory_entry &entry : fs::directory_iterator(group))
      if (entry.is_directory() || entry.path().extension() == ".cpp")
        programs.push_back({entry.path()});
  }
  std::ranges::sort(programs, {}, &FixtureProgram::path);
  return programs;
}

std::string read(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A compile database with a command for each source, as a build of the program would write it.
std::string compileDatabase(const FixtureProgram &program, const std::string &folder,
                            const std::vector<std::string> &flags) {
  std::vector<std::string> entries;
  for (const std::string &file : program.files(false)) {
    std::vector<std::string> arguments = {"clang++", "-std=c++20", "-I.", "-Iinclude"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    arguments.insert(arguments.end(), {"-c", file});
    entries.push_back(fmt::format(R"({{"directory": "{}", "file": "{}", "arguments": ["{}"]}})", folder, file,
                                  fmt::join(arguments, R"(", ")")));
  }
  return fmt::format("[{}]\n", fmt::join(entries, ",\n"));
}

class Fixture : public testing::TestWithParam<FixtureProgram> {};

/// Analyzes a copy in a folder of its own: the repository around the fixtures must have no say.
Result<Analysis> analysed(const FixtureProgram &program, Expectations &expected) {
  const TemporaryFolder folder;
  for (const std::string &file : program.files(true)) {
    const std::string text = read(program.folder() / file);
    folder.write(file, text);
    if (const Status status = fixtures::readExpectations(file, text, expected); !status)
      return status.error();
  }
  folder.write(".clang-tell", "");
  folder.write("build/compile_commands.json", compileDatabase(program, folder.path(), expected.flags));

  Options options;
  options.buildDirectory = "build";
  if (!expected.checks.empty())
    options.checks = fmt::format("-*,{}", fmt::join(expected.checks, ","));
  Host host;
  host.workingDirectory = folder.path();
  return analyse(options, host);
}

TEST_P(Fixture, HoldsWhatItSays) {
  Expectations expected;
  const Result<Analysis> analysis = analysed(GetParam(), expected);
  ASSERT_TRUE(analysis.ok()) << analysis.error().message();

  EXPECT_EQ(analysis->report.counts.incompleteUnits, 0U);
  for (const Notification &notification : analysis->report.notifications)
    ADD_FAILURE() << notification.place.path << ':' << notification.place.line << ": " << notification.message;

  const auto facts = [&](std::string_view path, std::uint32_t line) { return describe(analysis->program, path, line); };
  std::vector<Finding> findings;
  for (const TriagedFinding &reported : analysis->report.findings)
    findings.push_back(reported.finding);
  for (const std::string &difference : fixtures::differences(expected, findings, facts))
    ADD_FAILURE() << difference;
  for (const Finding &finding : findings)
    EXPECT_EQ(fixtures::unconventional(finding), "") << finding.message;
}

/// The score of the worst class, which is what a disguise is about.
double worstScore(const FixtureProgram &program) {
  Expectations expected;
  const Result<Analysis> analysis = analysed(program, expected);
  if (!analysis.ok()) {
    ADD_FAILURE() << program << ": " << analysis.error().message();
    return 0;
  }
  double worst = 0;
  for (const ClassEntry &entry : analysis->report.census)
    worst = std::max(worst, entry.score);
  return worst;
}

// What disguises the program base.cpp without moving a rule: a class must not come out better for it.
TEST(Gaming, LowersNoScore) {
  const fs::path folder = kFixtures / "_gaming";
  const double base = worstScore({folder / "base.cpp"});
  EXPECT_GT(base, 50);
  std::size_t disguises = 0;
  for (const FixtureProgram &program : allPrograms())
    if (program.path.parent_path() == folder && program.path.filename() != "base.cpp") {
      ++disguises;
      EXPECT_GE(worstScore(program), base) << program;
    }
  EXPECT_GE(disguises, 9U);
}

INSTANTIATE_TEST_SUITE_P(Programs, Fixture, testing::ValuesIn(allPrograms()),
                         [](const testing::TestParamInfo<FixtureProgram> &info) { return info.param.name(); });

} // namespace
} // namespace tell
