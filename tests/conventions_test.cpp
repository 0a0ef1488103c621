// The repository's own rules: which folder may include what, what every check comes with, what no file may say.

#include "checks/check.hpp"
#include "model/exemption.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace tell {
namespace {

using testing::IsEmpty;

const fs::path kRoot = TELL_SOURCE_DIR;

std::vector<std::string> linesOf(const fs::path &path) {
  std::vector<std::string> lines;
  std::ifstream in(path, std::ios::binary);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

std::string nameOf(const fs::path &path) { return path.lexically_relative(kRoot).generic_string(); }

/// Every file of the repository below a folder, sorted; what a build or a package manager left there does not count.
std::vector<fs::path> filesBelow(const fs::path &folder) {
  static const std::set<std::string> ignored = {".git", "build", "node_modules"};
  std::vector<fs::path> files;
  if (!fs::is_directory(folder))
    return files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory() && ignored.contains(entry->path().filename().string()))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file())
      files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

bool isSource(const fs::path &path) { return path.extension() == ".cpp" || path.extension() == ".hpp"; }

struct Include {
  std::string target;
  std::string at; ///< "tool/model/link.cpp:12"
};

std::vector<Include> includesOf(const fs::path &file) {
  static const std::regex directive(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::vector<Include> includes;
  const std::vector<std::string> lines = linesOf(file);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (std::smatch match; std::regex_search(lines[i], match, directive))
      includes.push_back({match[1], fmt::format("{}:{}", nameOf(file), i + 1)});
  return includes;
}

std::string firstFolder(const std::string &path) { return path.substr(0, path.find('/')); }

/// What a folder of the pipeline may include besides itself: whole folders, or single headers of one.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"support", {}},
    {"workspace", {"support", "llvm"}},
    {"facts", {"support", "llvm"}},
    {"extract", {"support", "facts", "workspace/compile_command.hpp", "llvm", "clang"}},
    {"model", {"support", "facts"}},
    {"findings", {"support"}},
    {"checks", {"support", "model", "findings"}},
    {"sarif", {"llvm"}},
    {"report", {"support", "findings", "sarif", "llvm"}},
};

/// The folders that are ours or that the table speaks of; any other include is a library's or the standard's.
bool isRuled(const std::string &folder) {
  return kMayInclude.contains(folder) || folder == "cli" || folder == "tests" || folder == "llvm" ||
         folder == "clang" || folder == "clang-c";
}

std::vector<std::string> brokenLayers(const std::string &folder, const std::vector<Include> &includes) {
  const std::set<std::string> &allowed = kMayInclude.at(folder);
  std::vector<std::string> broken;
  for (const Include &include : includes) {
    const std::string target = firstFolder(include.target);
    if (include.target != target && target != folder && isRuled(target) && !allowed.contains(target) &&
        !allowed.contains(include.target))
      broken.push_back(fmt::format("{}: {} may not include {}", include.at, folder, include.target));
  }
  return broken;
}

TEST(Layering, EachFolderIncludesOnlyWhatItMay) {
  for (const auto &[folder, allowed] : kMayInclude) {
    const fs::path place = folder == "checks" ? kRoot / "checks" : kRoot / "tool" / folder;
    std::size_t sources = 0;
    for (const fs::path &file : filesBelow(place))
      if (isSource(file)) {
        ++sources;
        EXPECT_THAT(brokenLayers(folder, includesOf(file)), IsEmpty());
      }
    EXPECT_GT(sources, 0U) << folder << " has no sources: is the table out of date?";
  }
}

TEST(Layering, KnowsEveryFolder) {
  for (const fs::directory_entry &entry : fs::directory_iterator(kRoot / "tool"))
    if (entry.is_directory()) {
      const std::string folder = entry.path().filename().string();
      EXPECT_TRUE(folder == "cli" || kMayInclude.contains(folder)) << "tool/" << folder << " is missing in the table";
    }
}

TEST(Layering, NoticesABreach) {
  const std::vector<Include> includes = {{"support/span.hpp", "a:1"},     {"model/program.hpp", "a:2"},
                                         {"clang/AST/Decl.h", "a:3"},     {"vector", "a:4"},
                                         {"findings/finding.hpp", "a:5"}, {"workspace/compile_command.hpp", "a:6"}};
  EXPECT_THAT(brokenLayers("findings", includes),
              testing::ElementsAre("a:2: findings may not include model/program.hpp",
                                   "a:3: findings may not include clang/AST/Decl.h",
                                   "a:6: findings may not include workspace/compile_command.hpp"));
  EXPECT_THAT(brokenLayers("extract", {{"workspace/compile_command.hpp", "b:1"}}), IsEmpty());
  EXPECT_EQ(brokenLayers("extract", {{"workspace/compile_database.hpp", "b:1"}}).size(), 1U);
}

TEST(Layering, OnlyExtractIncludesClang) {
  for (const std::string folder : {"tool", "checks"})
    for (const fs::path &file : filesBelow(kRoot / folder)) {
      if (!isSource(file) || nameOf(file).starts_with("tool/extract/"))
        continue;
      for (const Include &include : includesOf(file))
        EXPECT_FALSE(include.target.starts_with("clang/")) << include.at << " includes " << include.target;
    }
}

std::vector<std::string> checkFiles() {
  std::vector<std::string> ids;
  for (const fs::path &file : filesBelow(kRoot / "checks"))
    if (file.extension() == ".cpp" && file.filename().string().starts_with("tell-"))
      ids.push_back(file.stem().string());
  return ids;
}

TEST(Checks, AreCalledLikeTheirFilesAndSorted) {
  std::vector<std::string> ids;
  for (const Check *check : allChecks())
    ids.emplace_back(check->info.id);
  EXPECT_EQ(ids, checkFiles());
}

TEST(Checks, HaveBadAndGoodFixtures) {
  for (const std::string &id : checkFiles()) {
    std::size_t bad = 0;
    std::size_t good = 0;
    for (const fs::path &file : filesBelow(kRoot / "fixtures" / id)) {
      const std::string name = file.lexically_relative(kRoot / "fixtures" / id).begin()->string();
      bad += name.starts_with("bad") ? 1 : 0;
      good += name.starts_with("good") ? 1 : 0;
      EXPECT_TRUE(name.starts_with("bad") || name.starts_with("good")) << nameOf(file) << " says neither bad nor good";
    }
    EXPECT_GT(bad, 0U) << "fixtures/" << id << " has no bad*.cpp";
    EXPECT_GT(good, 0U) << "fixtures/" << id << " has no good*.cpp";
  }
}

TEST(Checks, OwnEveryFixtureFolder) {
  const std::vector<std::string> ids = checkFiles();
  for (const fs::directory_entry &entry : fs::directory_iterator(kRoot / "fixtures"))
    if (const std::string name = entry.path().filename().string(); entry.is_directory() && !name.starts_with('_'))
      EXPECT_THAT(ids, testing::Contains(name)) << "no check is called like fixtures/" << name;
}

std::vector<std::string> headingsOf(std::string_view documentation) {
  std::vector<std::string> headings;
  std::istringstream in{std::string(documentation)};
  bool code = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```"))
      code = !code;
    else if (!code && line.starts_with("## "))
      headings.push_back(line.substr(3));
  }
  return headings;
}

TEST(Checks, AreDocumented) {
  for (const Check *check : allChecks()) {
    const CheckInfo &info = check->info;
    EXPECT_THAT(headingsOf(info.documentation),
                testing::ElementsAre("What it does", "Why is this bad?", "Example", "Use instead",
                                     "What it leaves alone", "How to fix", "References"))
        << info.id;
    EXPECT_FALSE(info.summary.empty()) << info.id;
    EXPECT_LE(info.summary.size(), 100U) << info.id;
    EXPECT_FALSE(info.summary.ends_with('.')) << info.id;
    EXPECT_FALSE(!info.summary.empty() && info.summary.front() >= 'A' && info.summary.front() <= 'Z') << info.id;
    EXPECT_EQ(info.summary.find('\n'), std::string_view::npos) << info.id;
    for (const Option &option : info.options)
      EXPECT_TRUE(!option.name.empty() && !option.summary.empty() && !option.summary.ends_with('.'))
          << info.id << '.' << option.name;
    EXPECT_NE(check->run, nullptr) << info.id;
  }
}

TEST(Tree, NamesNoMachine) {
  // Places of the machine that something was written on, put together here so that this file does not name them either.
  const std::vector<std::string> places = {std::string("/wo") + "rk/", std::string("/ro") + "ot/",
                                           std::string("/ho") + "me/"};
  for (const fs::path &file : filesBelow(kRoot)) {
    const std::vector<std::string> lines = linesOf(file);
    for (std::size_t i = 0; i < lines.size(); ++i)
      for (const std::string &place : places)
        EXPECT_EQ(lines[i].find(place), std::string::npos) << nameOf(file) << ':' << i + 1 << " names " << place;
  }
}

TEST(Tree, KeepsSourcesShort) {
  for (const std::string folder : {"tool", "checks", "tests"})
    for (const fs::path &file : filesBelow(kRoot / folder))
      if (isSource(file))
        EXPECT_LE(linesOf(file).size(), 650U) << nameOf(file) << " does more than one thing";
}

TEST(Documentation, NumbersItsDecisions) {
  static const std::regex name(R"((\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.md)");
  int expected = 1;
  for (const fs::path &file : filesBelow(kRoot / "docs" / "decisions")) {
    const std::string stem = file.filename().string();
    if (stem == "README.md")
      continue;
    std::smatch match;
    ASSERT_TRUE(std::regex_match(stem, match, name)) << nameOf(file) << " is not called NNN-title.md";
    EXPECT_EQ(std::stoi(match[1]), expected++) << nameOf(file) << " is out of sequence";
    const std::vector<std::string> lines = linesOf(file);
    ASSERT_FALSE(lines.empty()) << nameOf(file);
    EXPECT_TRUE(lines.front().starts_with("# ")) << nameOf(file) << " has no title";
  }
}

TEST(Documentation, LinksToWhatIsThere) {
  static const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  std::vector<fs::path> pages = filesBelow(kRoot / "docs");
  pages.push_back(kRoot / "README.md");
  for (const fs::path &page : pages) {
    if (page.extension() != ".md")
      continue;
    bool code = false;
    for (const std::string &line : linesOf(page)) {
      if (line.starts_with("```"))
        code = !code;
      if (code)
        continue;
      for (std::sregex_iterator match(line.begin(), line.end(), link), end; match != end; ++match) {
        const fs::path target = page.parent_path() / (*match)[1].str();
        EXPECT_TRUE(fs::exists(target)) << nameOf(page) << " links to " << (*match)[1] << ", which is not there";
      }
    }
  }
}

/// The reasons that the fixtures' `exempt=` facts name.
std::set<std::string> exemptionsInFixtures() {
  static const std::regex fact(R"(//.*\bexempt=([a-z,-]+))");
  std::set<std::string> names;
  for (const fs::path &file : filesBelow(kRoot / "fixtures"))
    for (const std::string &line : linesOf(file))
      if (std::smatch match; std::regex_search(line, match, fact)) {
        std::istringstream list(match[1].str());
        for (std::string name; std::getline(list, name, ',');)
          names.insert(name);
      }
  return names;
}

TEST(Exemptions, StandInTheTableAndInAFixture) {
  std::set<std::string> table;
  static const std::regex quoted("`([a-z-]+)`");
  for (const std::string &line : linesOf(kRoot / "docs" / "exemptions.md"))
    if (line.starts_with("| "))
      for (std::sregex_iterator match(line.begin(), line.end(), quoted), end; match != end; ++match)
        table.insert((*match)[1]);
  const std::set<std::string> fixtures = exemptionsInFixtures();
  for (auto i = 0U; i <= static_cast<unsigned>(Exemption::Slight); ++i) {
    const std::string named(name(static_cast<Exemption>(i)));
    EXPECT_TRUE(table.contains(named)) << "docs/exemptions.md has no line for " << named;
    EXPECT_TRUE(fixtures.contains(named)) << "no fixture expects exempt=" << named;
  }
}

TEST(Exemptions, EveryFixtureIsInTheTable) {
  std::string page;
  for (const std::string &line : linesOf(kRoot / "docs" / "exemptions.md"))
    page += line + '\n';
  for (const std::string folder : {"_exemptions", "_gaming"})
    for (const fs::directory_entry &entry : fs::directory_iterator(kRoot / "fixtures" / folder)) {
      const std::string target = "(../fixtures/" + folder + '/' + entry.path().filename().string();
      EXPECT_TRUE(page.find(target + ')') != std::string::npos || page.find(target + '/') != std::string::npos)
          << "docs/exemptions.md does not link to " << nameOf(entry.path());
    }
}

/// Whether a file of tests holds the one of that name: "Suite.Name" of GoogleTest, "test_name" of Python.
bool holdsTest(const fs::path &file, const std::string &name) {
  const std::size_t dot = name.find('.');
  const std::string defined =
      dot == std::string::npos ? "def " + name + "(" : "(" + name.substr(0, dot) + ", " + name.substr(dot + 1) + ")";
  return std::ranges::any_of(linesOf(file),
                             [&](const std::string &line) { return line.find(defined) != std::string::npos; });
}

// Every threat and every fault has a test, and it is there: `tests/file name`, or a further `name` of the same file.
TEST(Documentation, NamesATestForEachThreat) {
  static const std::regex quoted(R"(`(?:(tests/[a-z_/]+\.(?:py|cpp)) ?)?([A-Za-z_.]*)`)");
  std::size_t rows = 0;
  for (const std::string &line : linesOf(kRoot / "docs" / "security.md")) {
    if (!line.starts_with("| ") || line.starts_with("| **") || line.ends_with("| test |"))
      continue;
    ++rows;
    const std::string cell = line.substr(line.rfind(" | "));
    fs::path file;
    for (std::sregex_iterator match(cell.begin(), cell.end(), quoted), end; match != end; ++match) {
      if ((*match)[1].matched)
        file = kRoot / (*match)[1].str();
      EXPECT_TRUE(fs::is_regular_file(file)) << line;
      if ((*match)[2].length() != 0)
        EXPECT_TRUE(holdsTest(file, (*match)[2])) << nameOf(file) << " has no " << (*match)[2];
    }
    EXPECT_FALSE(file.empty()) << "no test: " << line;
  }
  EXPECT_GT(rows, 30U);
}

/// The lines of the first code block of a page.
std::vector<std::string> firstBlock(const fs::path &page) {
  std::vector<std::string> block;
  bool inside = false;
  for (const std::string &line : linesOf(page)) {
    if (line.starts_with("```")) {
      if (inside)
        break;
      inside = true;
    } else if (inside) {
      block.push_back(line);
    }
  }
  return block;
}

// The example in the README is a part of what `clang-tell check` prints in fixtures/_programs/shop.
TEST(Documentation, ShowsWhatTheToolSays) {
  const std::string command =
      fmt::format("cd '{}' && '{}' check . 2>/dev/null", (kRoot / "fixtures/_programs/shop").string(), TELL_BINARY);
  FILE *pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string output;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe))
    output += buffer.data();
  ::pclose(pipe);
  const std::vector<std::string> example = firstBlock(kRoot / "README.md");
  ASSERT_GT(example.size(), 3U);
  for (const std::string &line : example)
    EXPECT_NE(output.find(line + '\n'), std::string::npos) << "README.md shows what is not printed: " << line;
}

} // namespace
} // namespace tell
